#pragma once

#include "cms_server/use_cases/staff/actor.hpp"
#include "cms_server/use_cases/staff/sessions.hpp"
#include "cms_server/use_cases/staff/throttle.hpp"
#include "core/auth/password_hasher.hpp"
#include "core/auth/secret_box.hpp"

#include <string>
#include <vector>

namespace cms {

struct SecondFactorProof {
    std::string code;       ///< 6 digits of the authenticator, or
    bool recovery = false;  ///< a recovery code
};

/// Completes a login with its second factor; the session gets another token. `conflict`, code
/// `second-factor-not-pending`; `unauthenticated`, code `invalid-code`, for a wrong or used one;
/// `rate_limited` with the wait.
core::Task<Admission<OpenedSession>> pass_second_factor(
    core::data::CmsDataSource& cms,
    const core::auth::SecretBox& box,
    ActiveSession current,
    SecondFactorProof proof,
    Actor actor,
    core::Instant now
);

struct OfferedSecondFactor {
    std::string secret;  ///< base32, to be typed in
    std::string uri;     ///< for a QR code
};

/// Makes a secret; it is asked for only once `confirm_second_factor` has seen a code of it. Needs the
/// password. `conflict`, code `second-factor-active`, when there is one already; else as `confirm_password`.
core::Task<Admission<OfferedSecondFactor>> offer_second_factor(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    const core::auth::SecretBox& box,
    ActiveSession current,
    std::string password,
    std::string issuer,
    Actor actor,
    core::Instant now
);

struct ConfirmedSecondFactor {
    OpenedSession session;
    std::vector<std::string> recovery_codes;  ///< shown once
};

/// Turns the second factor on. The session gets another token, the account's others end. `conflict`, code
/// `second-factor-not-offered`; `invalid_input`, code `invalid-code`.
core::Task<core::Result<ConfirmedSecondFactor>> confirm_second_factor(
    core::data::CmsDataSource& cms,
    const core::auth::SecretBox& box,
    ActiveSession current,
    std::string code,
    Actor actor,
    core::Instant now
);

/// Turns one's own second factor off. Needs the password. The session gets another token, the others end.
core::Task<Admission<OpenedSession>> remove_own_second_factor(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    ActiveSession current,
    std::string password,
    Actor actor,
    core::Instant now
);

/// Turns another's second factor off, as an administrator for one who has lost it; all its sessions end.
/// `not_found`, code `staff-not-found`.
core::Task<core::Result<void>> remove_second_factor_of(
    core::data::CmsDataSource& cms, std::int64_t account, Actor actor
);

}  // namespace cms
