#pragma once

#include "cms_server/use_cases/courses/course_change.hpp"
#include "cms_server/use_cases/courses/references.hpp"

#include <functional>
#include <variant>

namespace cms {

/// What the caller makes of a draft. Called with the draft the change is based on.
using DraftEdit = std::function<core::Result<core::domain::CourseDraft>(core::domain::CourseDraft)>;

/// The course was changed since the version that the caller's edit is based on. Nothing was stored.
struct EditConflict {
    core::data::StoredDraft current;
    std::optional<core::domain::CourseDraft> base;   ///< what the caller edited; none: no such version
    std::optional<core::domain::CourseDraft> yours;  ///< what the caller made of it
};

using EditOutcome = std::variant<core::data::StoredDraft, EditConflict>;

/// Stores a course typed in by hand.
core::Task<core::Result<core::data::StoredDraft>> create_course(
    core::data::CmsDataSource& cms, Actor actor, FrameworkSource framework, core::domain::CourseDraft content
);

/// Changes a course that still has the version the edit is based on; the fields that change become staff's
/// own. `not_found`; `conflict`, code `course-not-editable`, while it is binned; what the edit says.
core::Task<core::Result<EditOutcome>> edit_course(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    DraftEdit edit
);

/// Gives a course the content of an earlier revision.
core::Task<core::Result<core::data::StoredDraft>> restore_revision(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    std::int64_t number
);

/// Adds the fields in which two drafts differ to those that staff edited.
void mark_staff_fields(
    core::data::DraftStatus& status,
    const core::domain::CourseDraft& before,
    const core::domain::CourseDraft& after
);

}  // namespace cms
