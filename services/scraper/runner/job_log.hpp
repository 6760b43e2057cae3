#pragma once

#include "core/base/clock.hpp"
#include "scraper/engine/crawl/crawler.hpp"
#include "scraper/spool/run_writer.hpp"

#include <string>
#include <string_view>

namespace scraper {

/// Writes a job's log as readers of Scrapy's logs expect it: `2026-11-21 09:29:11 [sal] INFO: …`.
class JobLog {
public:
    JobLog(
        RunWriter& writer,
        const core::Clock& clock,
        std::string spider,
        bool info = true,
        bool warnings = true
    )
        : writer_(writer), clock_(clock), spider_(std::move(spider)), info_(info), warnings_(warnings) {}

    void info(std::string_view text);
    void warning(std::string_view text);
    void error(std::string_view text);

    /// The closing lines, whatever the level: `Dumping Scrapy stats:` and what follows.
    void stats(const CrawlFigures& figures, std::string_view finish_reason);

private:
    void write(std::string_view level, std::string_view text);

    RunWriter& writer_;
    const core::Clock& clock_;
    std::string spider_;
    bool info_;
    bool warnings_;
};

}  // namespace scraper
