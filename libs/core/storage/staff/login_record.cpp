#include "core/storage/staff/postgres_staff_repository.hpp"

namespace core::storage {

namespace {

using data::AttemptCounter;
using postgres::Params;
using postgres::Query;
using postgres::Row;

}  // namespace

// A row that is not there cannot be locked: it is made first. Both wait for whoever holds it.
constexpr Query kLockCounter{"staff.lock_counter", R"sql(
insert into staff.login_attempt (key, attempts, last_at) values ($1, 0, now())
on conflict (key) do update set key = excluded.key
returning attempts, last_at, blocked_until)sql"};

Task<AttemptCounter> PostgresStaffRepository::lock_counter(std::string key) {
    const auto rows = co_await connection_.execute(kLockCounter, Params(key));
    const Row row = rows[0];
    co_return AttemptCounter{
        row.get<std::int32_t>(0), row.get<Instant>(1), row.get<std::optional<Instant>>(2)
    };
}

constexpr Query kSetCounter{"staff.set_counter", R"sql(
update staff.login_attempt set attempts = $2, last_at = $3, blocked_until = $4 where key = $1)sql"};

Task<void> PostgresStaffRepository::set_counter(std::string key, AttemptCounter counter) {
    co_await connection_.execute(
        kSetCounter, Params(key, counter.attempts, counter.last_at, counter.blocked_until)
    );
}

constexpr Query kRemoveCounter{"staff.remove_counter", "delete from staff.login_attempt where key = $1"};

Task<void> PostgresStaffRepository::remove_counter(std::string key) {
    co_await connection_.execute(kRemoveCounter, Params(key));
}

// Counters in use are left alone: a login must not wait for a clean-up.
constexpr Query kRemoveCounters{"staff.remove_counters", R"sql(
delete from staff.login_attempt where key in (
    select key from staff.login_attempt where last_at < $1 order by last_at limit 1000
    for update skip locked))sql"};

Task<std::int64_t> PostgresStaffRepository::remove_counters(Instant last_before) {
    const auto rows = co_await connection_.execute(kRemoveCounters, Params(last_before));
    co_return rows.affected();
}

constexpr Query kKnowsPlace{
    "staff.knows_place", "select 1 from staff.known_place where account_id = $1 and place = $2"
};

Task<bool> PostgresStaffRepository::knows_place(std::int64_t account, std::string place) {
    const auto rows = co_await connection_.execute(kKnowsPlace, Params(account, place));
    co_return !rows.empty();
}

constexpr Query kRememberPlace{"staff.remember_place", R"sql(
insert into staff.known_place (account_id, place, last_at) values ($1, $2, $3)
on conflict (account_id, place) do update set last_at = excluded.last_at)sql"};

constexpr Query kForgetPlaces{"staff.forget_places", R"sql(
delete from staff.known_place where account_id = $1 and place in (
    select place from staff.known_place where account_id = $1 order by last_at desc, place offset 20))sql"};

Task<void> PostgresStaffRepository::remember_place(std::int64_t account, std::string place, Instant now) {
    co_await connection_.execute(kRememberPlace, Params(account, place, now));
    co_await connection_.execute(kForgetPlaces, Params(account));
}

}  // namespace core::storage
