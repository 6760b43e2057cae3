#pragma once

#include "scraper/engine/crawl/crawler.hpp"

#include <optional>
#include <string_view>

namespace scraper {

/// What the HTTP side may ask of the running jobs. Thread-safe.
class JobControl {
public:
    virtual ~JobControl() = default;

    /// A job was scheduled.
    virtual void wake() = 0;

    /// Asks a running job to end: gently, or at once; a second time is at once too. False when it does not
    /// run.
    virtual bool cancel(std::string_view job, bool at_once) = 0;

    /// One page of a spider from the web, with all manners, outside of any job. Awaited on any executor.
    virtual core::Task<core::Result<FetchedPage>> fetch(Spider spider, Follow follow) = 0;

    /// How far a running job is; none when it does not run.
    [[nodiscard]] virtual std::optional<CrawlFigures> progress(std::string_view job) const = 0;
};

}  // namespace scraper
