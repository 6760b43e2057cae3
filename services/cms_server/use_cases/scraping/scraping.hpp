#pragma once

#include "cms_server/use_cases/actor/actor.hpp"
#include "cms_server/use_cases/scraping/scraper_daemon.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/jobs/job_kinds.hpp"

namespace cms {

/// The kind of job that starts a spider: payload `{"project", "spider"}`. A schedule of this kind runs a
/// spider at times of the clock.
inline constexpr std::string_view kScrapeJob = "scrape.run";

/// Asks for a run of a spider, and records who did; the job's id. A run that waits to be started already is
/// that one. `invalid_input` for names that are none.
core::Task<core::Result<std::int64_t>> request_scrape(
    core::data::CmsDataSource& cms, Actor actor, SpiderName spider
);

/// Ends a run, and records who did. `not_found`, code `scrape-not-found`, when there is none to end.
core::Task<core::Result<void>> cancel_scrape(
    core::data::CmsDataSource& cms, ScraperDaemon& scraper, Actor actor, std::string project, std::string job
);

/// Adds kScrapeJob: starts the spider once, however often the attempt is repeated. `scraper` must outlive the
/// kinds.
void add_scraping_jobs(core::jobs::JobKinds& kinds, ScraperDaemon& scraper);

/// A spider or project: 1–100 of `A–Z a–z 0–9 . _ -`.
bool is_spider_name(std::string_view text);

}  // namespace cms
