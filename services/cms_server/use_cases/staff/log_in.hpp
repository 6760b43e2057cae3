#pragma once

#include "cms_server/use_cases/staff/actor.hpp"
#include "cms_server/use_cases/staff/sessions.hpp"
#include "cms_server/use_cases/staff/throttle.hpp"
#include "core/auth/password_hasher.hpp"

#include <optional>
#include <string>

namespace cms {

struct Credentials {
    std::string username;  ///< as typed
    std::string password;
};

/// Opens a session for whoever knows the password; when the account has a second factor, one that is good for
/// nothing until it is given. `old_token` is the session the browser held before: it ends.
///
/// Refusals: `unauthenticated`, code `invalid-credentials`, for an unknown user, a wrong password and a
/// disabled account alike, in the same time; `unauthenticated`, code `password-expired`, for a temporary
/// password past its time; `rate_limited` with the wait; `unavailable` when too many passwords are being
/// checked.
core::Task<Admission<OpenedSession>> log_in(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    Credentials credentials,
    std::optional<std::string> old_token,
    Actor actor,
    core::Instant now
);

}  // namespace cms
