#include "core/postgres/errors.hpp"
#include "core/storage/staff/postgres_staff_repository.hpp"
#include "core/storage/staff/staff_row.hpp"

#include <algorithm>

namespace core::storage {

namespace {

using data::StaffAccount;
using postgres::Params;
using postgres::Query;

Error staff_not_found() {
    return {ErrorKind::not_found, "staff-not-found", "there is no such member of staff"};
}

std::vector<StaffAccount> read_accounts(const postgres::ResultSet& rows) {
    std::vector<StaffAccount> accounts;
    accounts.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const postgres::Row& row) { accounts.push_back(read_account(row)); });
    return accounts;
}

std::optional<StaffAccount> first_account(const postgres::ResultSet& rows) {
    if (rows.empty()) return std::nullopt;
    return read_account(rows[0]);
}

}  // namespace

constexpr Query kInsert{"staff.insert", R"sql(
insert into staff.account (username, display_name, role, password_hash, password_changed_at,
                           must_change_password, password_expires_at, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict on constraint account_username_unique do nothing
returning id)sql"};

Task<Result<StaffAccount>> PostgresStaffRepository::insert(StaffAccount account) {
    const auto rows = co_await connection_.execute(
        kInsert,
        Params(
            account.username,
            account.display_name,
            domain::to_string(account.role),
            account.password_hash,
            account.password_changed_at,
            account.must_change_password,
            account.password_expires_at,
            account.created_at
        )
    );
    if (rows.empty()) co_return Error{ErrorKind::conflict, "username-taken", "the user name is taken"};
    account.id = rows[0].get<std::int64_t>(0);
    account.version = 1;
    co_return account;
}

constexpr Query kFind{"staff.find", R"sql(
select id, username, display_name, role, password_hash, password_changed_at, must_change_password,
       password_expires_at, totp_secret, second_factor, disabled_at, created_at, version
from staff.account where id = $1)sql"};

Task<std::optional<StaffAccount>> PostgresStaffRepository::find(std::int64_t id) {
    const auto rows = co_await connection_.execute(kFind, Params(id));
    co_return first_account(rows);
}

constexpr Query kFindByUsername{"staff.find_by_username", R"sql(
select id, username, display_name, role, password_hash, password_changed_at, must_change_password,
       password_expires_at, totp_secret, second_factor, disabled_at, created_at, version
from staff.account where username = $1)sql"};

Task<std::optional<StaffAccount>> PostgresStaffRepository::find_by_username(std::string folded) {
    const auto rows = co_await connection_.execute(kFindByUsername, Params(folded));
    co_return first_account(rows);
}

constexpr Query kListAfter{"staff.list_after", R"sql(
select id, username, display_name, role, password_hash, password_changed_at, must_change_password,
       password_expires_at, totp_secret, second_factor, disabled_at, created_at, version
from staff.account where username > $1 order by username limit $2)sql"};

constexpr Query kListBefore{"staff.list_before", R"sql(
select id, username, display_name, role, password_hash, password_changed_at, must_change_password,
       password_expires_at, totp_secret, second_factor, disabled_at, created_at, version
from staff.account where username < $1 order by username desc limit $2)sql"};

Task<std::vector<StaffAccount>> PostgresStaffRepository::list(
    std::string after, bool backwards, std::int64_t limit
) {
    const auto rows =
        co_await connection_.execute(backwards ? kListBefore : kListAfter, Params(after, limit));
    auto accounts = read_accounts(rows);
    if (backwards) std::reverse(accounts.begin(), accounts.end());
    co_return accounts;
}

constexpr Query kCount{"staff.count", "select count(*) from staff.account"};

Task<std::int64_t> PostgresStaffRepository::count() {
    const auto rows = co_await connection_.execute(kCount);
    co_return rows[0].get<std::int64_t>(0);
}

// In order of id, so that two who take these locks never wait for each other in a circle.
constexpr Query kLockAdministrators{"staff.lock_administrators", R"sql(
select id from staff.account where role = 'administrator' and disabled_at is null
order by id for no key update)sql"};

Task<std::int64_t> PostgresStaffRepository::lock_administrators() {
    const auto rows = co_await connection_.execute(kLockAdministrators);
    co_return rows.size();
}

constexpr Query kLockCreation{
    "staff.lock_creation", "select pg_advisory_xact_lock(hashtext('staff.account.creation'))"
};

Task<void> PostgresStaffRepository::lock_creation() {
    co_await connection_.execute(kLockCreation);
}

constexpr Query kUpdate{"staff.update", R"sql(
update staff.account set
    display_name = coalesce($3, display_name),
    role = coalesce($4, role),
    disabled_at = case when $5::boolean then coalesce(disabled_at, $6::timestamptz)
                       when not $5::boolean then null
                       else disabled_at end,
    version = version + 1
where id = $1 and version = $2
returning id, username, display_name, role, password_hash, password_changed_at, must_change_password,
          password_expires_at, totp_secret, second_factor, disabled_at, created_at, version)sql"};

Task<Result<StaffAccount>> PostgresStaffRepository::update(
    std::int64_t id, std::int64_t expected, data::AccountChange change, Instant now
) {
    Params params(id, expected, change.display_name);
    if (change.role) {
        params.add(domain::to_string(*change.role));
    } else {
        params.add_null();
    }
    params.add(change.disabled).add(now);
    const auto rows = co_await connection_.execute(kUpdate, std::move(params));
    if (!rows.empty()) co_return read_account(rows[0]);
    const auto stored = co_await find(id);
    if (!stored) co_return staff_not_found();
    co_return Error{
        ErrorKind::version_mismatch, "stale-version", "the account has changed since it was read"
    };
}

constexpr Query kSetPassword{"staff.set_password", R"sql(
update staff.account set password_hash = $2, must_change_password = $3, password_expires_at = $4,
       password_changed_at = $5, version = version + 1
where id = $1)sql"};

Task<void> PostgresStaffRepository::set_password(std::int64_t id, data::NewPassword password, Instant now) {
    co_await connection_.execute(
        kSetPassword, Params(id, password.hash, password.must_change, password.expires_at, now)
    );
}

constexpr Query kRehash{
    "staff.rehash", "update staff.account set password_hash = $3 where id = $1 and password_hash = $2"
};

Task<void> PostgresStaffRepository::rehash(std::int64_t id, std::string old_hash, std::string new_hash) {
    co_await connection_.execute(kRehash, Params(id, old_hash, new_hash));
}

constexpr Query kOfferSecondFactor{"staff.offer_second_factor", R"sql(
update staff.account set totp_secret = $2, totp_last_step = null, second_factor = false where id = $1)sql"};

Task<void> PostgresStaffRepository::offer_second_factor(std::int64_t id, std::string sealed_secret) {
    co_await connection_.execute(kOfferSecondFactor, Params(id, sealed_secret));
}

constexpr Query kConfirmSecondFactor{
    "staff.confirm_second_factor",
    "update staff.account set second_factor = true, version = version + 1 where id = $1"
};

constexpr Query kClearCodes{"staff.clear_codes", "delete from staff.recovery_code where account_id = $1"};

constexpr Query kInsertCodes{"staff.insert_codes", R"sql(
insert into staff.recovery_code (account_id, code_hash) select $1, unnest($2::text[]))sql"};

Task<void> PostgresStaffRepository::confirm_second_factor(
    std::int64_t id, std::vector<std::string> code_hashes
) {
    co_await connection_.execute(kConfirmSecondFactor, Params(id));
    co_await connection_.execute(kClearCodes, Params(id));
    co_await connection_.execute(kInsertCodes, Params(id, std::span<const std::string>(code_hashes)));
}

constexpr Query kRemoveSecondFactor{"staff.remove_second_factor", R"sql(
update staff.account set totp_secret = null, totp_last_step = null, second_factor = false,
       version = version + 1
where id = $1)sql"};

Task<void> PostgresStaffRepository::remove_second_factor(std::int64_t id) {
    co_await connection_.execute(kRemoveSecondFactor, Params(id));
    co_await connection_.execute(kClearCodes, Params(id));
}

constexpr Query kUseTotpStep{"staff.use_totp_step", R"sql(
update staff.account set totp_last_step = $2
where id = $1 and (totp_last_step is null or totp_last_step < $2))sql"};

Task<bool> PostgresStaffRepository::use_totp_step(std::int64_t id, std::int64_t step) {
    const auto rows = co_await connection_.execute(kUseTotpStep, Params(id, step));
    co_return rows.affected() == 1;
}

constexpr Query kUseRecoveryCode{"staff.use_recovery_code", R"sql(
update staff.recovery_code set used_at = $3
where account_id = $1 and code_hash = $2 and used_at is null)sql"};

Task<bool> PostgresStaffRepository::use_recovery_code(std::int64_t id, std::string code_hash, Instant now) {
    const auto rows = co_await connection_.execute(kUseRecoveryCode, Params(id, code_hash, now));
    co_return rows.affected() == 1;
}

constexpr Query kCountRecoveryCodes{"staff.count_recovery_codes", R"sql(
select count(*) from staff.recovery_code where account_id = $1 and used_at is null)sql"};

Task<std::int64_t> PostgresStaffRepository::count_recovery_codes(std::int64_t id) {
    const auto rows = co_await connection_.execute(kCountRecoveryCodes, Params(id));
    co_return rows[0].get<std::int64_t>(0);
}

}  // namespace core::storage
