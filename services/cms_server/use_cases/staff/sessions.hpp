#pragma once

#include "cms_server/use_cases/staff/actor.hpp"
#include "core/base/error.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/staff.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace cms {

/// How long a login lasts.
struct SessionTimes {
    std::chrono::minutes idle{30};
    std::chrono::minutes absolute{720};
    std::chrono::minutes second_factor{10};  ///< to give the second factor in
};

/// A session that may be used, and whose it is.
struct ActiveSession {
    core::domain::StaffSession session;
    core::domain::StaffAccount account;
};

/// A session with the token that only the browser keeps.
struct OpenedSession {
    std::string token;
    core::domain::StaffSession session;
    core::domain::StaffAccount account;
};

/// The session of a token. `unauthenticated`, code `not-logged-in`, when there is none, when it has ended, or
/// when its account is disabled. Its use is noted at most once a minute.
core::Task<core::Result<ActiveSession>> authenticate(
    core::data::CmsDataSource& cms, std::string token, SessionTimes times, core::Instant now
);

/// Ends the session, by its owner.
core::Task<void> log_out(core::data::CmsDataSource& cms, ActiveSession current, Actor actor);

core::Task<std::vector<core::domain::StaffSession>> list_own_sessions(
    core::data::CmsDataSource& cms, std::int64_t account
);

/// Ends one of one's own sessions. `not_found`, code `session-not-found`.
core::Task<core::Result<void>> end_own_session(
    core::data::CmsDataSource& cms, std::int64_t account, std::int64_t session, Actor actor
);

/// Removes ended sessions, forgotten counters and answers kept long enough; for a job that runs now and then.
/// How many rows.
core::Task<std::int64_t> tidy_staff(core::data::CmsDataSource& cms, SessionTimes times, core::Instant now);

}  // namespace cms
