#pragma once

#include "cms_server/dto/courses/course_requests.hpp"
#include "cms_server/use_cases/courses/course_change.hpp"
#include "cms_server/use_cases/courses/references.hpp"

namespace cms {

struct MergedCourses {
    core::data::StoredDraft survivor;
    core::data::StoredDraft binned;
};

/// Makes two courses that are the same one: the survivor takes the chosen fields and all tags of the other
/// and stands from now on for its source pages too; the other goes to the recycle bin. Both must be as the
/// caller saw them. `not_found`; `version_mismatch`; `conflict`, code `course-is-published`, while the public
/// sees the other, `course-is-binned`, when either is in the bin; `invalid_input`, code `merge-with-itself`.
core::Task<core::Result<MergedCourses>> merge_courses(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    MergeRequest request,
    core::Instant now
);

}  // namespace cms
