#pragma once

#include "core/data/scrape_runs.hpp"
#include "core/domain/scraped_course.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cms {

/// What opens a run: `{"spider", "spider_version", "started_at"}`; `run` is the name in the path. `malformed`
/// or `invalid_input` with every fault, as for the other bodies.
core::Result<core::data::NewRun> parse_new_run(std::string_view body, std::string run, core::Instant now);

/// `{"items": [item, …]}`, 1 to kMaxItems, normalised. An item has all of `url`, `name`, `provider`, `level`,
/// `format`, `cost` {`kind`, `amount`}, `cpd` {`kind`, `points`}, `ongoing`, `duration_days`, `dates`
/// [{`starts_at`, `ends_at`}] and `provenance` {field: {`url`, `selector`, `raw`, `at`}}; null where the site
/// does not say.
core::Result<std::vector<core::domain::ScrapedItem>> parse_items(std::string_view body);

/// `{"outcome", "reason", "pages", "items", "errors"}`.
core::Result<core::data::RunReport> parse_outcome(std::string_view body);

}  // namespace cms
