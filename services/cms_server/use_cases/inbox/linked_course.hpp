#pragma once

#include "cms_server/use_cases/reviews/comparer.hpp"
#include "core/data/audit.hpp"

#include <string>

namespace cms {

/// Takes the site's values of some fields into a locked course: stores it and appends a revision, unless
/// nothing differs. `draft` becomes what is stored, and stays as it was in an error: `invalid_input` when the
/// course would break a rule; `version_mismatch`.
core::Task<core::Result<bool>> take_fields(
    core::data::CmsUnitOfWork& work,
    core::data::StoredDraft& draft,
    core::domain::FieldSet fields,
    const core::domain::CourseDraft& theirs,
    const core::data::AuditEntry& by
);

/// Moves what counts as decided on: the fields, and those in which course and site agree.
void advance_base(
    core::data::InboxCourse& scraped,
    core::domain::FieldSet fields,
    const core::domain::ScrapedDraft& theirs,
    const core::domain::CourseDraft& ours
);

/// `["name","cost"]`.
std::string names_of(core::domain::FieldSet fields);

}  // namespace cms
