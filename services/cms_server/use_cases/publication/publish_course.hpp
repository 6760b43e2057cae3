#pragma once

#include "cms_server/use_cases/courses/course_change.hpp"
#include "core/data/publication.hpp"
#include "core/domain/scraped_course.hpp"

#include <string>
#include <vector>

namespace cms {

/// A course in the version the caller saw.
struct CourseVersion {
    std::string uid;
    std::int64_t version = 0;
};

enum class PublicationAction { publish, unpublish };

/// What became of one course of many.
struct PublicationOutcome {
    std::string uid;
    core::Result<core::data::StoredDraft> draft;
};

/// Publishes a course as it stands, in the caller's unit of work: its new revision, its state, what the App
/// is to be told, and the audit entry. It is not published once more at a time set for that. The course must
/// have been read with its lock. Errors: `invalid_input` with everything that publishing lacks; `conflict`,
/// code `course-not-publishable`, while it is rejected or in the bin.
core::Task<core::Result<core::data::StoredDraft>> publish_draft(
    core::data::CmsUnitOfWork& work, Actor actor, core::data::StoredDraft draft
);

/// Makes some fields of a published course public with the values that its draft has: what else staff changed
/// since it was published stays unpublished, and a time set for publishing that stays. The provider is the
/// one the public sees, unless it is among the fields. Everything else as `publish_draft`. False: the public
/// sees these values already, or does not see the course.
core::Task<core::Result<bool>> publish_fields(
    core::data::CmsUnitOfWork& work, Actor actor, core::data::StoredDraft draft, core::domain::FieldSet fields
);

/// Takes a published course back from the public, in the same way. `conflict`, code `course-not-published`.
core::Task<core::Result<core::data::StoredDraft>> unpublish_draft(
    core::data::CmsUnitOfWork& work, Actor actor, core::data::StoredDraft draft
);

/// The revision that the App is told next: later than everything it was told of the course before.
core::Task<std::int64_t> next_revision(core::data::CmsUnitOfWork& work, const core::data::StoredDraft& draft);

/// One course in a unit of work of its own. Also `not_found` and `version_mismatch`.
core::Task<core::Result<core::data::StoredDraft>> change_publication(
    core::data::CmsDataSource& cms, Actor actor, PublicationAction action, CourseVersion course
);

inline constexpr std::size_t kMaxPublishedAtOnce = 200;

/// Many courses in one unit of work; each is done or refused by itself. A uid may stand there once.
core::Task<std::vector<PublicationOutcome>> change_publications(
    core::data::CmsDataSource& cms, Actor actor, PublicationAction action, std::vector<CourseVersion> courses
);

/// Whether a course could be published now, but for its schedule: the errors of `publish_draft`.
core::Result<void> check_publishable(const core::data::StoredDraft& draft);

}  // namespace cms
