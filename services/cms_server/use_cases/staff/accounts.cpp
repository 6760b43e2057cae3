#include "cms_server/use_cases/staff/accounts.hpp"

#include "cms_server/use_cases/staff/passwords.hpp"
#include "core/auth/password_rules.hpp"
#include "core/base/json.hpp"

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::data::AccountChange;
using core::data::CmsDataSource;
using core::domain::StaffAccount;
using core::domain::StaffRole;

void add_fault(Error& faults, const Error& error, std::string pointer) {
    faults.fields.push_back({core::FaultPlace::body, std::move(pointer), error.code, error.detail});
}

/// The account without its password hash, or every fault of what is wanted.
core::Result<StaffAccount> check(const NewStaff& wanted, core::Instant now) {
    Error faults{ErrorKind::invalid_input, "invalid-staff", "the account cannot be made like this", {}};
    StaffAccount account;
    const auto username = core::domain::fold_username(wanted.username);
    if (username) {
        account.username = *username;
    } else {
        add_fault(faults, username.error(), "/username");
    }
    const auto display_name =
        core::domain::check_display_name(wanted.display_name.empty() ? wanted.username : wanted.display_name);
    if (display_name) {
        account.display_name = *display_name;
    } else {
        add_fault(faults, display_name.error(), "/display_name");
    }
    if (wanted.password) {
        const auto sound = core::auth::check_new_password(*wanted.password, account.username);
        if (!sound) add_fault(faults, sound.error(), "/password");
    }
    if (!faults.fields.empty()) return faults;
    account.role = wanted.role;
    account.created_at = now;
    account.password_changed_at = now;
    account.must_change_password = !wanted.password;
    if (!wanted.password) account.password_expires_at = now + kTemporaryPasswordLife;
    return account;
}

std::string creation_of(const StaffAccount& account) {
    std::string out;
    core::json::Writer writer(out);
    writer.begin_object();
    writer.member("username", account.username);
    writer.member("display_name", account.display_name);
    writer.member("role", core::domain::to_string(account.role));
    writer.end_object();
    return out;
}

template <class T>
void write_change(core::json::Writer& writer, std::string_view name, const T& before, const T& after) {
    if (before == after) return;
    writer.key(name).begin_object().member("from", before).member("to", after).end_object();
}

std::string difference_of(const StaffAccount& before, const StaffAccount& after) {
    std::string out;
    core::json::Writer writer(out);
    writer.begin_object();
    write_change(writer, "display_name", before.display_name, after.display_name);
    write_change(writer, "role", core::domain::to_string(before.role), core::domain::to_string(after.role));
    write_change(writer, "disabled", before.disabled_at.has_value(), after.disabled_at.has_value());
    writer.end_object();
    return out;
}

bool removes_administrator(const StaffAccount& account, const AccountChange& change) {
    const bool is_one = account.role == StaffRole::administrator && !account.disabled_at;
    const bool stays_one =
        change.role.value_or(account.role) == StaffRole::administrator && !change.disabled.value_or(false);
    return is_one && !stays_one;
}

}  // namespace

core::Task<core::Result<CreatedStaff>> create_staff(
    CmsDataSource& cms, core::auth::PasswordHasher& hasher, NewStaff wanted, Actor actor, core::Instant now
) {
    auto account = check(wanted, now);
    if (!account) co_return account.error();
    CreatedStaff created;
    if (!wanted.password) created.temporary_password = temporary_password();
    auto hash = co_await hasher.hash(wanted.password ? *wanted.password : *created.temporary_password);
    if (!hash) co_return hash.error();
    account->password_hash = std::move(*hash);

    const auto work = co_await cms.begin();
    auto stored = co_await work->staff().insert(std::move(*account));
    if (!stored) co_return at_member(stored.error(), "/username");
    co_await work->audit().append(staff_entry(actor, "staff.create", stored->id, creation_of(*stored)));
    co_await work->commit();
    created.account = std::move(*stored);
    co_return created;
}

core::Task<core::Result<bool>> create_first_administrator(
    CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    std::string username,
    std::string password,
    core::Instant now
) {
    {
        const auto reads = co_await cms.read();
        if (co_await reads->staff().count() > 0) co_return false;
    }
    auto account = check({std::move(username), "", StaffRole::administrator, password}, now);
    if (!account) co_return account.error();
    auto hash = co_await hasher.hash(std::move(password));
    if (!hash) co_return hash.error();
    account->password_hash = std::move(*hash);

    const auto work = co_await cms.begin();
    co_await work->staff().lock_creation();
    if (co_await work->staff().count() > 0) co_return false;
    const auto stored = co_await work->staff().insert(std::move(*account));
    if (!stored) co_return stored.error();
    co_await work->audit().append(
        staff_entry(system_actor(), "staff.create", stored->id, creation_of(*stored))
    );
    co_await work->commit();
    co_return true;
}

core::Task<core::Result<StaffAccount>> update_staff(
    CmsDataSource& cms,
    std::int64_t account,
    std::int64_t version,
    AccountChange change,
    Actor actor,
    core::Instant now
) {
    if (change.display_name) {
        const auto name = core::domain::check_display_name(*change.display_name);
        if (!name) co_return at_member(name.error(), "/display_name");
        change.display_name = *name;
    }
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    // Before anything is read: what is read after this lock cannot be taken away by another change.
    const auto administrators = co_await staff.lock_administrators();
    const auto before = co_await staff.find(account);
    if (!before) co_return Error{ErrorKind::not_found, "staff-not-found", "there is no such member of staff"};
    if (removes_administrator(*before, change) && administrators <= 1) {
        co_return Error{ErrorKind::conflict, "last-administrator", "somebody must remain administrator"};
    }
    auto after = co_await staff.update(account, version, change, now);
    if (!after) co_return after.error();
    const bool other_rights =
        after->role != before->role || after->disabled_at.has_value() != before->disabled_at.has_value();
    if (other_rights) co_await staff.remove_sessions(account);
    co_await work->audit().append(staff_entry(actor, "staff.update", account, difference_of(*before, *after))
    );
    co_await work->commit();
    co_return std::move(*after);
}

}  // namespace cms
