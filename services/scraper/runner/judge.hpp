#pragma once

#include "scraper/engine/crawl/crawler.hpp"
#include "scraper/engine/drift/run_record.hpp"
#include "scraper/spool/job.hpp"

#include <string>
#include <vector>

namespace scraper {

RunRecord record_of(const CrawlFigures& figures, std::int64_t new_items);

/// What a run counts as: complete only when it went to its end, read something and lies within the band of
/// the runs before it (their records, latest first).
JobEnd judge(
    const CrawlFigures& figures,
    const RunRecord& record,
    const std::vector<std::string>& past_records,
    const DriftBand& band
);

}  // namespace scraper
