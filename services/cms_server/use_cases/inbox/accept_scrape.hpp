#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

#include <optional>
#include <string>

namespace cms {

/// What of a scraped course is taken.
struct Acceptance {
    /// Taken whatever staff have there. None: everything offered, never a conflict.
    std::optional<core::domain::FieldSet> fields;
    core::domain::FieldSet keep;  ///< staff's value stays, and the site's is not offered again
    /// The course of the office that the page stands for. None: the one linked already, or a new draft.
    std::optional<std::string> course_uid;
};

struct Accepted {
    core::data::InboxCourse entry;
    std::string course_uid;
    std::int64_t course_version = 0;
    bool created = false;  ///< the course is new
};

/// Takes values of a site into a course of the office, creating it as a draft when none is linked. The
/// published course does not change until staff publish.
///
/// `not_found`, code `inbox-entry-not-found`; `version_mismatch`; `conflict`: `entry-rejected`,
/// `already-linked`, `course-discarded`, `course-not-editable`; `invalid_input` for fields the site says
/// nothing about, for an unknown `course_uid`, and for values a course may not have.
core::Task<core::Result<Accepted>> accept_scrape(
    core::data::CmsDataSource& source,
    std::int64_t id,
    std::int64_t version,
    Acceptance what,
    core::domain::Vocabulary vocabulary,
    core::data::AuditEntry by
);

}  // namespace cms
