#pragma once

#include "cms_server/use_cases/courses/actor.hpp"
#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/drafts.hpp"

#include <string>

namespace cms {

/// What a course becomes, and how that is called.
struct CourseChange {
    core::domain::CourseDraft content;
    core::data::DraftStatus status;
    std::string action;  ///< of the audit log, behind `course.`: `edit`, `bin` …
    std::string reason;  ///< of the history
};

/// Stores a changed course, its new revision and the audit entry, all in the caller's unit of work. A change
/// that changes nothing stores nothing. The provider is given its canonical name. What the inbox says of the
/// course's pages is for the caller to refresh (refresh_reviews). Errors as those of
/// `DraftRepository::save`.
core::Task<core::Result<core::data::StoredDraft>> apply_change(
    core::data::CmsUnitOfWork& work, Actor actor, core::data::StoredDraft before, CourseChange change
);

/// The course as the caller saw it, locked. `not_found`, code `course-not-found`; `version_mismatch`.
core::Task<core::Result<core::data::StoredDraft>> find_unchanged(
    core::data::CmsUnitOfWork& work, std::string uid, std::int64_t version
);

/// Writes the provider's canonical name in place of an alias.
core::Task<void> canonicalise_provider(
    core::data::CmsReadSession& session, core::domain::CourseDraft& content
);

/// An entry of the audit log about one course. `difference` is a JSON object.
core::data::AuditEntry course_audit(
    const Actor& actor, std::string action, std::string uid, std::string difference
);

core::Error course_not_found();
core::Error course_stale();

}  // namespace cms
