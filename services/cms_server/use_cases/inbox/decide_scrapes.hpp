#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

#include <string>

namespace cms {

/// Rejects a scraped course: no scrape brings it back. A course of the office that it stands for stays as it
/// is, without this source. `not_found`, code `inbox-entry-not-found`; `version_mismatch`; `conflict`, code
/// `entry-rejected`, when it is rejected already.
core::Task<core::Result<core::data::InboxCourse>> reject_scrape(
    core::data::CmsDataSource& source,
    std::int64_t id,
    std::int64_t version,
    std::string reason,
    core::data::AuditEntry by
);

/// Takes a rejection back: the entry is new again, or reviewed against its course. `conflict`, code
/// `entry-not-rejected`.
core::Task<core::Result<core::data::InboxCourse>> reopen_scrape(
    core::data::CmsDataSource& source,
    std::int64_t id,
    std::int64_t version,
    core::domain::Vocabulary vocabulary,
    core::data::AuditEntry by
);

/// The entry, locked, if it is the version the caller saw. `not_found`; `version_mismatch`.
core::Task<core::Result<core::data::InboxCourse>> find_entry(
    core::data::CmsUnitOfWork& work, std::int64_t id, std::int64_t version
);

}  // namespace cms
