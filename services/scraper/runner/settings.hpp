#pragma once

#include "core/base/error.hpp"
#include "scraper/engine/crawl/crawler.hpp"
#include "scraper/engine/document/spider.hpp"
#include "scraper/spool/job.hpp"

#include <string>

namespace scraper {

/// A run as it will be: the spider's document, made gentler where the job asks for it.
struct RunPlan {
    Spider spider;
    CrawlOptions crawl;
    std::string user_agent;  ///< empty: the service's
    bool log_info = true;    ///< LOG_LEVEL
    bool log_warnings = true;
};

/// Whether Scrapy's settings that we know have values that can be read: `invalid_input` with `NAME=VALUE:
/// why`. Others have no effect.
core::Result<void> check_settings(const TextMap& settings);

/// Applies them. Every one may only make the spider gentler: less at a time, slower, smaller.
void apply_settings(const TextMap& settings, RunPlan& plan);

/// Arguments replace the page variables of that name; returns the names that no start address uses.
std::vector<std::string> apply_arguments(const TextMap& arguments, Spider& spider);

}  // namespace scraper
