#include "cms_server/use_cases/staff/second_factor.hpp"

#include "cms_server/use_cases/staff/passwords.hpp"
#include "core/auth/address_group.hpp"
#include "core/auth/session_token.hpp"
#include "core/auth/totp.hpp"

#include <algorithm>

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::auth::SecretBox;
using core::data::CmsDataSource;

std::string owner_of(std::int64_t account) {
    return "staff/" + std::to_string(account);
}

std::string second_factor_key(std::int64_t account) {
    return "second-factor:" + std::to_string(account);
}

/// Only a key that was exchanged, or a database put together from two, can make this fail.
core::Result<std::string> open_secret(const SecretBox& box, const core::domain::StaffAccount& account) {
    auto secret = box.open(account.totp_secret.value_or(""), owner_of(account.id));
    if (secret) return secret;
    return Error{
        ErrorKind::unavailable, "second-factor-unreadable", "the second factor cannot be checked at present"
    };
}

core::Task<core::Result<bool>> is_right(
    core::data::StaffRepository& staff,
    const SecretBox& box,
    core::domain::StaffAccount account,
    SecondFactorProof proof,
    core::Instant now
) {
    if (proof.recovery) {
        const auto hash = core::auth::recovery_code_hash(proof.code);
        co_return co_await staff.use_recovery_code(account.id, hash, now);
    }
    const auto secret = open_secret(box, account);
    if (!secret) co_return secret.error();
    const auto step = core::auth::match_totp(*secret, proof.code, now);
    if (!step) co_return false;
    co_return co_await staff.use_totp_step(account.id, *step);
}

}  // namespace

core::Task<Admission<OpenedSession>> pass_second_factor(
    CmsDataSource& cms,
    const SecretBox& box,
    ActiveSession current,
    SecondFactorProof proof,
    Actor actor,
    core::Instant now
) {
    if (!current.session.second_factor_pending) {
        co_return Error{
            ErrorKind::conflict, "second-factor-not-pending", "this session waits for no second factor"
        };
    }
    const auto id = current.account.id;
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    const auto charged = co_await charge(staff, std::nullopt, second_factor_key(id), now);
    if (!charged) co_return charged.error();
    const auto right = co_await is_right(staff, box, current.account, std::move(proof), now);
    if (!right) co_return right.error();
    if (!*right) {
        co_await work->commit();  // the attempt counts
        co_return Error{
            ErrorKind::unauthenticated, "invalid-code", "the code is wrong, too old, or was used"
        };
    }
    OpenedSession passed{core::auth::new_session_token(), current.session, current.account};
    passed.session.second_factor_pending = false;
    const auto hash = core::auth::session_token_hash(passed.token);
    if (!co_await staff.rotate_session(current.session.id, hash, false)) {
        co_return Error{ErrorKind::unauthenticated, "not-logged-in", "the session has ended meanwhile"};
    }
    co_await staff.remove_counter(second_factor_key(id));
    co_await staff.remember_place(id, core::auth::address_group(actor.client), now);
    co_await work->audit().append(staff_entry(actor, "session.login", id));
    co_await work->commit();
    co_return passed;
}

core::Task<Admission<OfferedSecondFactor>> offer_second_factor(
    CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    const SecretBox& box,
    ActiveSession current,
    std::string password,
    std::string issuer,
    Actor actor,
    core::Instant now
) {
    const Error active{
        ErrorKind::conflict, "second-factor-active", "remove the second factor you have first"
    };
    if (current.account.second_factor) co_return active;
    const auto confirmed = co_await confirm_password(cms, hasher, current, std::move(password), now);
    if (!confirmed) co_return confirmed.error();
    const auto id = current.account.id;
    const auto secret = core::auth::new_totp_secret();
    const auto work = co_await cms.begin();
    const auto account = co_await work->staff().find(id);
    if (!account || account->second_factor) co_return active;
    co_await work->staff().offer_second_factor(id, box.seal(secret, owner_of(id)));
    co_await work->audit().append(staff_entry(actor, "staff.offer-second-factor", id));
    co_await work->commit();
    co_return OfferedSecondFactor{
        core::auth::to_base32(secret), core::auth::totp_uri(secret, issuer, current.account.username)
    };
}

core::Task<core::Result<ConfirmedSecondFactor>> confirm_second_factor(
    CmsDataSource& cms,
    const SecretBox& box,
    ActiveSession current,
    std::string code,
    Actor actor,
    core::Instant now
) {
    const auto id = current.account.id;
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    const auto account = co_await staff.find(id);
    if (!account || account->second_factor || !account->totp_secret) {
        co_return Error{
            ErrorKind::conflict, "second-factor-not-offered", "there is no new second factor to confirm"
        };
    }
    const auto right = co_await is_right(staff, box, *account, {std::move(code), false}, now);
    if (!right) co_return right.error();
    if (!*right) {
        co_return at_member(
            Error{ErrorKind::invalid_input, "invalid-code", "is not the code of now"}, "/code"
        );
    }
    ConfirmedSecondFactor confirmed;
    confirmed.recovery_codes = core::auth::new_recovery_codes();
    std::vector<std::string> hashes;
    for (const auto& recovery : confirmed.recovery_codes) {
        hashes.push_back(core::auth::recovery_code_hash(recovery));
    }
    co_await staff.confirm_second_factor(id, std::move(hashes));
    auto renewed = co_await renew_session(staff, current);
    if (!renewed) co_return renewed.error();
    co_await work->audit().append(staff_entry(actor, "staff.add-second-factor", id));
    co_await work->commit();
    confirmed.session = std::move(*renewed);
    confirmed.session.account.second_factor = true;
    co_return confirmed;
}

core::Task<Admission<OpenedSession>> remove_own_second_factor(
    CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    ActiveSession current,
    std::string password,
    Actor actor,
    core::Instant now
) {
    const auto confirmed = co_await confirm_password(cms, hasher, current, std::move(password), now);
    if (!confirmed) co_return confirmed.error();
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    co_await staff.remove_second_factor(current.account.id);
    auto renewed = co_await renew_session(staff, current);
    if (!renewed) co_return renewed.error();
    co_await work->audit().append(staff_entry(actor, "staff.remove-second-factor", current.account.id));
    co_await work->commit();
    renewed->account.second_factor = false;
    co_return std::move(*renewed);
}

core::Task<core::Result<void>> remove_second_factor_of(
    CmsDataSource& cms, std::int64_t account, Actor actor
) {
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    const auto stored = co_await staff.find(account);
    if (!stored) co_return Error{ErrorKind::not_found, "staff-not-found", "there is no such member of staff"};
    co_await staff.remove_second_factor(account);
    co_await staff.remove_sessions(account);
    co_await work->audit().append(staff_entry(actor, "staff.remove-second-factor", account));
    co_await work->commit();
    co_return core::Result<void>();
}

}  // namespace cms
