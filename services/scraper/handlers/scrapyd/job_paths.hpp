#pragma once

#include "scraper/spool/job.hpp"

#include <optional>
#include <string>

namespace scraper::scrapyd {

/// `/logs/PROJECT/SPIDER/JOB.log`, percent-encoded.
std::string log_path(const Job& job);

/// `/items/PROJECT/SPIDER/JOB.jl`, percent-encoded.
std::string items_path(const Job& job);

/// `2026-11-21 09:29:11.629274`, in UTC; empty for none.
std::string scrapyd_time(const std::optional<core::Instant>& instant);

}  // namespace scraper::scrapyd
