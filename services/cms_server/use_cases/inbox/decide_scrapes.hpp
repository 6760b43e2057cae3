#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

#include <string>
#include <vector>

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

/// The entry if it is the version the caller saw: to find the course to be locked before it. `not_found`;
/// `version_mismatch`.
core::Task<core::Result<core::data::InboxCourse>> see_entry(
    core::data::CmsUnitOfWork& work, std::int64_t id, std::int64_t version
);

/// The same, locked.
core::Task<core::Result<core::data::InboxCourse>> find_entry(
    core::data::CmsUnitOfWork& work, std::int64_t id, std::int64_t version
);

/// `version_mismatch`.
core::Error entry_stale();

/// Takes the locks that decisions about several entries need in one transaction, in the order in which
/// everybody takes them, as a unit of work of its own within it.
core::Task<void> lock_entries(core::data::CmsDataSource& source, std::vector<std::int64_t> ids);

}  // namespace cms
