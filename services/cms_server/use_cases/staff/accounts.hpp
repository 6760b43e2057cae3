#pragma once

#include "cms_server/use_cases/staff/actor.hpp"
#include "core/auth/password_hasher.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/staff.hpp"

#include <optional>
#include <string>

namespace cms {

struct NewStaff {
    std::string username;      ///< as typed
    std::string display_name;  ///< empty: the user name
    core::domain::StaffRole role = core::domain::StaffRole::viewer;
    std::optional<std::string> password;  ///< none: a temporary one is made
};

struct CreatedStaff {
    core::domain::StaffAccount account;
    std::optional<std::string> temporary_password;  ///< to be handed over; shown once
};

/// Makes an account. `invalid_input` with the faults of `/username`, `/display_name` and `/password`;
/// `conflict`, code `username-taken`; `unavailable`.
core::Task<core::Result<CreatedStaff>> create_staff(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    NewStaff wanted,
    Actor actor,
    core::Instant now
);

/// Makes the first administrator when there is no account at all, whoever else tries at the same time; false
/// when there is one already. `invalid_input` as `create_staff`.
core::Task<core::Result<bool>> create_first_administrator(
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    std::string username,
    std::string password,
    core::Instant now
);

/// Changes what an administrator decides. With another role, or disabled, the account's sessions end.
/// `version_mismatch`, code `stale-version`; `not_found`, code `staff-not-found`; `conflict`, code
/// `last-administrator`, for what would leave none; `invalid_input` for the display name.
core::Task<core::Result<core::domain::StaffAccount>> update_staff(
    core::data::CmsDataSource& cms,
    std::int64_t account,
    std::int64_t version,
    core::data::AccountChange change,
    Actor actor,
    core::Instant now
);

}  // namespace cms
