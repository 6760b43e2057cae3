#pragma once

#include "cms_server/use_cases/courses/course_change.hpp"
#include "cms_server/use_cases/courses/references.hpp"

#include <chrono>
#include <functional>

namespace cms {

/// What a step from one state to another makes of a course's status; pure rules.
/// Errors: `conflict`, code `course-is-published` while the public sees it (unpublish it first),
/// `course-is-binned`, `course-not-binned` (restore: neither binned nor rejected).
using StateStep = std::function<core::Result<core::data::DraftStatus>(core::data::DraftStatus)>;

/// Out of the way for good: a rejected course is not offered again by its source.
StateStep reject_step(std::string reason);

/// Into the recycle bin.
StateStep bin_step(core::Instant now);

/// Back from the bin to where it was; a rejected one back to draft.
StateStep restore_step();

/// Takes one course, as the caller saw it, through a step. `action` names it in history and audit log.
core::Task<core::Result<core::data::StoredDraft>> change_state(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    std::string action,
    StateStep step
);

/// Deletes up to `limit` courses for good that were binned longer than `retention` ago. No scrape brings them
/// back. Returns how many.
core::Task<std::size_t> purge_bin(
    core::data::CmsDataSource& cms, core::Instant now, std::chrono::hours retention, int limit
);

}  // namespace cms
