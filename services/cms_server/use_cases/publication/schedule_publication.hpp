#pragma once

#include "cms_server/use_cases/publication/publish_course.hpp"

#include <optional>

namespace cms {

/// When a course is to appear and to go; none: not by itself.
struct PublicationTimes {
    std::optional<core::Instant> publish_at;
    std::optional<core::Instant> unpublish_at;
    friend bool operator==(const PublicationTimes&, const PublicationTimes&) = default;
};

/// Sets both times of a course, or takes them away; a job acts when each has come. Errors: those of
/// publishing when it is to be published; `invalid_input`, code `invalid-times`, for a time that has passed,
/// or an end that is not after the beginning; `conflict`, code `course-not-published`, when it could only be
/// taken back.
core::Task<core::Result<core::data::StoredDraft>> schedule_publication(
    core::data::CmsDataSource& cms,
    Actor actor,
    CourseVersion course,
    PublicationTimes times,
    core::Instant now
);

/// Does what was scheduled for a course if its time has come; nothing when the time was changed or taken away
/// since, or the course is gone. `job` completes in the same unit of work.
core::Task<core::Result<void>> act_on_schedule(
    core::data::CmsUnitOfWork& work, PublicationAction action, std::string uid, core::Instant now
);

inline constexpr std::string_view kPublishJob = "publication.publish";
inline constexpr std::string_view kUnpublishJob = "publication.unpublish";

}  // namespace cms
