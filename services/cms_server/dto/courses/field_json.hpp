#pragma once

#include "core/base/json.hpp"
#include "core/domain/course_draft.hpp"

#include <string>
#include <vector>

namespace cms {

/// Writes a field's value as the API takes it: ids as numbers, money and points as texts, times in UTC. The
/// schedule is `{"ongoing": …, "dates": [...]}`.
void write_field(
    core::json::Writer& json, core::domain::CourseField field, const core::domain::CourseDraft& draft
);

/// The fields in which two drafts differ, in the order of kCourseFields.
std::vector<core::domain::CourseField> changed_fields(
    const core::domain::CourseDraft& from, const core::domain::CourseDraft& to
);

/// `{"name": {"from": …, "to": …}, …}`: the changed fields only.
std::string difference_json(const core::domain::CourseDraft& from, const core::domain::CourseDraft& to);

}  // namespace cms
