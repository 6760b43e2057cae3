#pragma once

#include "cms_server/use_cases/staff/actor.hpp"
#include "cms_server/use_cases/staff/sessions.hpp"
#include "cms_server/use_cases/staff/throttle.hpp"
#include "core/auth/password_hasher.hpp"

#include <string>

namespace cms {

/// How long a temporary password is good for.
inline constexpr std::chrono::hours kTemporaryPasswordLife{72};

/// A random password for a first login.
std::string temporary_password();

/// Whether someone who is logged in knows the account's password. `forbidden`, code `wrong-password`;
/// `rate_limited` with the wait; `unavailable` when too many are being checked.
core::Task<Admission<void>> confirm_password(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    ActiveSession current,
    std::string password,
    core::Instant now
);

/// Changes one's own password: the session gets another token, the account's others end. `invalid_input` with
/// the fault of `new_password` by the rules of core/auth/password_rules.hpp, or code `password-unchanged`;
/// else as `confirm_password`.
core::Task<Admission<OpenedSession>> change_password(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    ActiveSession current,
    std::string password,
    std::string new_password,
    Actor actor,
    core::Instant now
);

/// Gives an account a temporary password, which has to be changed at the next login; all its sessions end.
/// The second factor stays. `not_found`, code `staff-not-found`; `unavailable`.
core::Task<core::Result<std::string>> reset_password(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    std::int64_t account,
    Actor actor,
    core::Instant now
);

/// A password fault as one of the member `pointer` of a body.
core::Error at_member(core::Error error, std::string pointer);

/// Gives the session another token and ends the account's others, as after every change of what proves who
/// one is. `unauthenticated`, code `not-logged-in`, when the session has ended meanwhile.
core::Task<core::Result<OpenedSession>> renew_session(
    core::data::StaffRepository& staff, ActiveSession current
);

}  // namespace cms
