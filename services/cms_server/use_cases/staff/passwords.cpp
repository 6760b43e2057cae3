#include "cms_server/use_cases/staff/passwords.hpp"

#include "core/auth/password_rules.hpp"
#include "core/auth/session_token.hpp"
#include "core/base/digest.hpp"

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::data::CmsDataSource;

constexpr std::size_t kTemporaryBytes = 15;

std::string password_key(std::int64_t account) {
    return "password:" + std::to_string(account);
}

}  // namespace

std::string temporary_password() {
    return core::random_token(kTemporaryBytes);
}

Error at_member(Error error, std::string pointer) {
    if (error.fields.empty() && error.kind == ErrorKind::invalid_input) {
        error.fields.push_back({core::FaultPlace::body, std::move(pointer), error.code, error.detail});
    }
    return error;
}

core::Task<Admission<void>> confirm_password(
    CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    ActiveSession current,
    std::string password,
    core::Instant now
) {
    const auto key = password_key(current.account.id);
    {
        const auto work = co_await cms.begin();
        const auto charged = co_await charge(work->staff(), std::nullopt, key, now);
        if (!charged) co_return charged.error();
        co_await work->commit();
    }
    const auto right = co_await hasher.verify(std::move(password), current.account.password_hash);
    const auto work = co_await cms.begin();
    if (!right) {
        co_await refund(work->staff(), key);
        co_await work->commit();
        co_return Refusal(right.error(), std::chrono::seconds(1));
    }
    if (!*right) co_return Error{ErrorKind::forbidden, "wrong-password", "the password is wrong"};
    co_await work->staff().remove_counter(key);
    co_await work->commit();
    co_return Admission<void>();
}

core::Task<core::Result<OpenedSession>> renew_session(
    core::data::StaffRepository& staff, ActiveSession current
) {
    OpenedSession renewed{core::auth::new_session_token(), current.session, current.account};
    renewed.session.second_factor_pending = false;
    const auto hash = core::auth::session_token_hash(renewed.token);
    if (!co_await staff.rotate_session(current.session.id, hash, false)) {
        co_return Error{ErrorKind::unauthenticated, "not-logged-in", "the session has ended meanwhile"};
    }
    co_await staff.remove_sessions(current.account.id, current.session.id);
    co_return renewed;
}

core::Task<Admission<OpenedSession>> change_password(
    CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    ActiveSession current,
    std::string password,
    std::string new_password,
    Actor actor,
    core::Instant now
) {
    const auto checked = core::auth::check_new_password(new_password, current.account.username);
    if (!checked) co_return at_member(checked.error(), "/new_password");
    if (new_password == password) {
        co_return at_member(
            Error{ErrorKind::invalid_input, "password-unchanged", "must differ from the old password"},
            "/new_password"
        );
    }
    const auto confirmed = co_await confirm_password(cms, hasher, current, std::move(password), now);
    if (!confirmed) co_return confirmed.error();
    auto hash = co_await hasher.hash(std::move(new_password));
    if (!hash) co_return Refusal(hash.error(), std::chrono::seconds(1));

    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    co_await staff.set_password(current.account.id, {std::move(*hash), false, std::nullopt}, now);
    auto renewed = co_await renew_session(staff, current);
    if (!renewed) co_return renewed.error();
    co_await work->audit().append(staff_entry(actor, "staff.change-password", current.account.id));
    co_await work->commit();
    renewed->account.must_change_password = false;
    co_return std::move(*renewed);
}

core::Task<core::Result<std::string>> reset_password(
    CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    std::int64_t account,
    Actor actor,
    core::Instant now
) {
    auto password = temporary_password();
    auto hash = co_await hasher.hash(password);
    if (!hash) co_return hash.error();
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    const auto stored = co_await staff.find(account);
    if (!stored) co_return Error{ErrorKind::not_found, "staff-not-found", "there is no such member of staff"};
    co_await staff.set_password(account, {std::move(*hash), true, now + kTemporaryPasswordLife}, now);
    co_await staff.remove_sessions(account);
    co_await staff.remove_counter(account_key(stored->username, std::nullopt));
    co_await work->audit().append(staff_entry(actor, "staff.reset-password", account));
    co_await work->commit();
    co_return password;
}

}  // namespace cms
