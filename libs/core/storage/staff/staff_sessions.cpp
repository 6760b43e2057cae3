#include "core/storage/staff/postgres_staff_repository.hpp"
#include "core/storage/staff/staff_row.hpp"

namespace core::storage {

namespace {

using data::StaffAccount;
using data::StaffSession;
using postgres::Params;
using postgres::Query;
using postgres::Row;

/// Columns: id, account_id, created_at, last_seen_at, client, user_agent, second_factor_pending.
StaffSession read_session(const Row& row, int first = 0) {
    StaffSession session;
    int column = first;
    session.id = row.get<std::int64_t>(column++);
    session.account_id = row.get<std::int64_t>(column++);
    session.created_at = row.get<Instant>(column++);
    session.last_seen_at = row.get<Instant>(column++);
    session.client = row.get<std::string>(column++);
    session.user_agent = row.get<std::string>(column++);
    session.second_factor_pending = row.get<bool>(column);
    return session;
}

}  // namespace

constexpr Query kInsertSession{"staff.insert_session", R"sql(
insert into staff.session (token_hash, account_id, created_at, last_seen_at, client, user_agent,
                           second_factor_pending)
values ($1, $2, $3, $4, $5, $6, $7)
returning id)sql"};

Task<StaffSession> PostgresStaffRepository::insert_session(StaffSession session, std::string token_hash) {
    const auto rows = co_await connection_.execute(
        kInsertSession,
        Params(
            token_hash,
            session.account_id,
            session.created_at,
            session.last_seen_at,
            session.client,
            session.user_agent,
            session.second_factor_pending
        )
    );
    session.id = rows[0].get<std::int64_t>(0);
    co_return session;
}

constexpr Query kFindSession{"staff.find_session", R"sql(
select a.id, a.username, a.display_name, a.role, a.password_hash, a.password_changed_at,
       a.must_change_password, a.password_expires_at, a.totp_secret, a.second_factor, a.disabled_at,
       a.created_at, a.version,
       s.id, s.account_id, s.created_at, s.last_seen_at, s.client, s.user_agent, s.second_factor_pending
from staff.session s join staff.account a on a.id = s.account_id
where s.token_hash = $1)sql"};

Task<std::optional<std::pair<StaffSession, StaffAccount>>> PostgresStaffRepository::find_session(
    std::string token_hash
) {
    const auto rows = co_await connection_.execute(kFindSession, Params(token_hash));
    if (rows.empty()) co_return std::nullopt;
    co_return std::pair(read_session(rows[0], kAccountColumns), read_account(rows[0]));
}

constexpr Query kTouchSession{
    "staff.touch_session", "update staff.session set last_seen_at = greatest(last_seen_at, $2) where id = $1"
};

Task<void> PostgresStaffRepository::touch_session(std::int64_t id, Instant now) {
    co_await connection_.execute(kTouchSession, Params(id, now));
}

constexpr Query kRotateSession{"staff.rotate_session", R"sql(
update staff.session set token_hash = $2, second_factor_pending = $3 where id = $1)sql"};

Task<bool> PostgresStaffRepository::rotate_session(
    std::int64_t id, std::string token_hash, bool second_factor_pending
) {
    const auto rows =
        co_await connection_.execute(kRotateSession, Params(id, token_hash, second_factor_pending));
    co_return rows.affected() == 1;
}

constexpr Query kListSessions{"staff.list_sessions", R"sql(
select id, account_id, created_at, last_seen_at, client, user_agent, second_factor_pending
from staff.session where account_id = $1
order by created_at desc, id desc
limit 100)sql"};

Task<std::vector<StaffSession>> PostgresStaffRepository::list_sessions(std::int64_t account) {
    const auto rows = co_await connection_.execute(kListSessions, Params(account));
    std::vector<StaffSession> sessions;
    rows.for_each([&](const Row& row) { sessions.push_back(read_session(row)); });
    co_return sessions;
}

constexpr Query kRemoveSession{
    "staff.remove_session", "delete from staff.session where account_id = $1 and id = $2"
};

Task<bool> PostgresStaffRepository::remove_session(std::int64_t account, std::int64_t id) {
    const auto rows = co_await connection_.execute(kRemoveSession, Params(account, id));
    co_return rows.affected() == 1;
}

constexpr Query kRemoveSessions{"staff.remove_sessions", R"sql(
delete from staff.session where account_id = $1 and id is distinct from $2::bigint)sql"};

Task<std::int64_t> PostgresStaffRepository::remove_sessions(
    std::int64_t account, std::optional<std::int64_t> except
) {
    const auto rows = co_await connection_.execute(kRemoveSessions, Params(account, except));
    co_return rows.affected();
}

constexpr Query kRemoveEndedSessions{"staff.remove_ended_sessions", R"sql(
delete from staff.session where last_seen_at < $1 or created_at < $2)sql"};

Task<std::int64_t> PostgresStaffRepository::remove_ended_sessions(
    Instant seen_before, Instant created_before
) {
    const auto rows = co_await connection_.execute(kRemoveEndedSessions, Params(seen_before, created_before));
    co_return rows.affected();
}

}  // namespace core::storage
