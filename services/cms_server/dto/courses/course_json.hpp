#pragma once

#include "cms_server/dto/courses/presentation.hpp"
#include "core/base/json.hpp"
#include "core/data/drafts.hpp"

#include <string>
#include <vector>

namespace cms {

/// Something staff should look at though it forbids nothing.
struct Warning {
    std::string pointer;
    std::string code;
    std::string detail;
};

/// What stands out in a course: more than three areas, dates that are all over, a page that is gone.
std::vector<Warning> warnings_of(const core::data::StoredDraft& draft, core::Instant now);

/// Writes the members of the course object that drafts and revisions share: the fields with their names by
/// the framework. A name the framework does not have, or that is not at hand, is null.
void write_content(
    core::json::Writer& json,
    const core::domain::CourseDraft& content,
    const std::optional<std::int64_t>& provider,
    const FrameworkPtr& framework,
    const Presentation& presentation
);

/// Writes a course as lists show it.
void write_course(
    core::json::Writer& json,
    const core::data::StoredDraft& draft,
    const FrameworkPtr& framework,
    const Presentation& presentation
);

/// A course by itself: as in lists, with its warnings.
std::string course_json(
    const core::data::StoredDraft& draft,
    const FrameworkPtr& framework,
    const Presentation& presentation,
    core::Instant now
);

void write_revision_info(
    core::json::Writer& json, const core::data::RevisionInfo& info, const Presentation& presentation
);

void write_duplicate(core::json::Writer& json, const core::data::PossibleDuplicate& duplicate);

/// An array of faults: `[{"pointer", "code", "detail"}]`.
void write_faults(core::json::Writer& json, const std::vector<core::FieldError>& faults);

}  // namespace cms
