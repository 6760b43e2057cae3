#pragma once

#include "core/base/error.hpp"
#include "scraper/engine/crawl/crawler.hpp"
#include "scraper/engine/document/spider.hpp"
#include "scraper/spool/job.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace scraper {

/// A run as it will be: the spider's document, made gentler where the job asks for it.
struct RunPlan {
    Spider spider;
    CrawlOptions crawl;
    std::string user_agent;  ///< empty: the service's
    bool log_info = true;    ///< LOG_LEVEL
    bool log_warnings = true;
    bool hand_in = true;              ///< HAND_IN
    bool again = false;               ///< begun before: what was fetched then comes from its snapshots
    std::vector<std::string> unused;  ///< arguments of the job that no document knows
};

/// Whether Scrapy's settings that we know have values that can be read: `invalid_input` with `NAME=VALUE:
/// why`. Others have no effect.
core::Result<void> check_settings(const TextMap& settings);

/// Applies them. Every one may only make the spider gentler: less at a time, slower, smaller.
void apply_settings(const TextMap& settings, RunPlan& plan);

/// Whether a job's arguments are what the document declares: `invalid_input` with the message of the API,
/// `since is invalid: 'soon' is no date (YYYY-MM-DD)` or `'since' parameter is required`. Others may be
/// given.
core::Result<void> check_arguments(const TextMap& arguments, const Spider& spider);

/// Makes declared arguments, given or with their defaults, page variables of every start address; others
/// replace page variables of that name. Returns the names that are neither.
std::vector<std::string> apply_arguments(const TextMap& arguments, Spider& spider);

/// The run a job asks for, by the documents of its version; `project` is empty when there is none. Errors are
/// those of parse_spider, parse_project and check_arguments.
core::Result<RunPlan> plan_run(
    const Job& job, std::string_view spider, std::string_view project, CrawlOptions crawl = {}
);

}  // namespace scraper
