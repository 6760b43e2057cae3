#include "scraper/runner/job_log.hpp"

#include "core/base/time_zone.hpp"

#include <fmt/format.h>

namespace scraper {

void JobLog::write(std::string_view level, std::string_view text) {
    auto stamp = core::format_utc(clock_.now()).substr(0, 19);
    stamp[10] = ' ';
    auto line = fmt::format("{} [{}] {}: {}", stamp, spider_, level, text);
    // One event, one line, whatever a site has put into it.
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    writer_.line(std::move(line));
}

void JobLog::info(std::string_view text) {
    if (info_) write("INFO", text);
}

void JobLog::warning(std::string_view text) {
    if (warnings_) write("WARNING", text);
}

void JobLog::error(std::string_view text) {
    write("ERROR", text);
}

void JobLog::stats(const CrawlFigures& figures, std::string_view finish_reason) {
    write("INFO", "Dumping Scrapy stats:");
    writer_.line(fmt::format("{{'downloader/response_bytes': {},", figures.bytes));
    writer_.line(fmt::format(" 'downloader/response_count': {},", figures.pages));
    writer_.line(fmt::format(" 'downloader/response_version_count/HTTP2': {},", figures.http2));
    writer_.line(fmt::format(" 'finish_reason': '{}',", finish_reason));
    writer_.line(fmt::format(" 'httpcache/unchanged': {},", figures.unchanged));
    writer_.line(fmt::format(" 'item_scraped_count': {},", figures.items));
    writer_.line(fmt::format(" 'log_count/ERROR': {},", figures.errors));
    for (const auto& [code, count] : figures.errors_by_kind)
        writer_.line(fmt::format(" 'errors/{}': {},", code, count));
    writer_.line(fmt::format(" 'response_received_count': {}}}", figures.pages));
    write("INFO", fmt::format("Spider closed ({})", finish_reason));
}

}  // namespace scraper
