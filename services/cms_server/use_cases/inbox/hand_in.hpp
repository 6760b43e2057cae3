#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

#include <string>
#include <vector>

namespace cms {

/// How many items one request may hand in.
inline constexpr std::size_t kMaxItems = 500;

/// How many items a run may bring, each URL once: far more than any site has, and what one transaction
/// applies.
inline constexpr std::int64_t kMaxRunItems = 200'000;

/// Opens a scrape run, or finds it open: repeating it changes nothing. `conflict`, code `run-taken`, when the
/// name stands for another run.
core::Task<core::Result<core::data::OpenedRun>> open_run(
    core::data::CmsDataSource& source, core::data::NewRun run
);

/// Keeps items of an open run until it is closed. An item of the same URL takes the earlier one's place.
/// `not_found`, code `run-not-found`. Once the run is closed: what it brought already is taken as a
/// repetition, anything else is a `conflict`, code `run-closed`. `too_large`, code `too-many-items`, and
/// nothing of the request kept, when the run would have more than `most` items: its outcome is then held.
core::Task<core::Result<core::data::RunState>> hand_in_items(
    core::data::CmsDataSource& source,
    std::string run,
    std::vector<core::domain::ScrapedItem> items,
    core::Instant now,
    std::int64_t most = kMaxRunItems
);

/// Closes a run. A complete and plausible one is applied to the inbox, all of it in one transaction; any
/// other is held for a person, unless it failed without an item. Repeating it changes nothing; another
/// outcome is a `conflict`, code `outcome-taken`. `by` says who closes it, for the audit log.
core::Task<core::Result<core::data::ScrapeRun>> close_run(
    core::data::CmsDataSource& source,
    std::string run,
    core::data::RunReport report,
    core::domain::Vocabulary vocabulary,
    core::data::AuditEntry by,
    core::Instant now
);

}  // namespace cms
