#pragma once

#include "scraper/engine/document/spider.hpp"
#include "scraper/engine/drift/run_record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace scraper {

/// Compares a run with the complete runs before it (latest first; the first ten count, by their medians). The
/// reason why it lies outside the band, for people, with the selector that stopped matching when there is
/// one; none when the run may be handed in as complete. Without a past only `least_items` is looked at.
std::optional<std::string> find_drift(
    const RunRecord& run, const std::vector<RunRecord>& past, const DriftBand& band
);

}  // namespace scraper
