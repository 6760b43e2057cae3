#include "scraper/commands.hpp"

#include "core/service/run_command.hpp"
#include "scraper/engine/crawl/live_pages.hpp"
#include "scraper/engine/guard/web_address.hpp"
#include "scraper/engine/try/suggest.hpp"
#include "scraper/engine/try/try_page.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace scraper {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::string_view kProgram = "scraper";

void complain(std::string_view text) {
    core::service::complain(kProgram, text);
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorKind::not_found, "file-not-found", path + ": cannot be read"};
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<Spider> read_spider(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return text.error();
    auto spider = parse_spider(*text);
    if (spider) return spider;
    auto error = spider.error();
    error.detail = path + ": " + error.detail;
    for (const auto& field : error.fields)
        error.detail += fmt::format("\n  {} {}", field.name.empty() ? "/" : field.name, field.detail);
    return error;
}

/// Prints what a run finds.
class Printer final : public CrawlObserver {
public:
    explicit Printer(std::string version) : version_(std::move(version)) {}

    void on_item(const Item& item) override { fmt::print("{}\n", to_json(item, version_)); }

    void on_error(const PageError& error) override {
        fmt::print(stderr, "{} {}: {} {}\n", error.code, error.url, error.detail, error.selector);
    }

    void on_page(const FetchedPage& page, const Extracted& extracted) override {
        fmt::print(
            stderr,
            "{} {}: {} items, {} links\n",
            page.status,
            page.page.url,
            extracted.items.size(),
            extracted.follow.size()
        );
    }

private:
    std::string version_;
};

core::Task<int> crawl(asio::any_io_executor executor, const Config& config, Spider spider) {
    Web web(executor, config.runner.web);
    const Extractor extractor(spider);
    LivePages pages(web, spider, nullptr, *config.process.clock, {});
    Printer printer(spider.version);
    CrawlOptions options;
    options.concurrency = config.runner.concurrency;
    Crawler crawler(executor, spider, extractor, pages, printer, options);
    const auto figures = co_await crawler.run(config.process.clock->now());
    fmt::print(
        stderr,
        "{}: {} pages, {} items, {} errors\n",
        to_string(figures.end),
        figures.pages,
        figures.items,
        figures.errors
    );
    co_return figures.pages > 0 ? 0 : 1;
}

core::Task<Result<Page>> page_of(
    asio::any_io_executor executor, const Config& config, Spider spider, std::string from
) {
    std::vector<Follow> start;
    if (!spider.pages.empty()) start = Extractor(spider).start(config.process.clock->now());
    Follow follow;
    if (from.empty()) {
        if (start.empty())
            co_return Error{ErrorKind::invalid_input, "no-page", "name a page: the spider has no start"};
        // cppcheck-suppress containerOutOfBounds  ; an empty one has left above
        follow = start.front();
    } else if (std::filesystem::exists(from)) {
        auto body = read_file(from);
        if (!body) co_return body.error();
        Page page{
            start.empty() ? "http://localhost/" : start.front().url,
            "",
            std::move(*body),
            config.process.clock->now(),
            ""
        };
        co_return page;
    } else {
        follow.url = std::move(from);
    }
    Web web(executor, config.runner.web);
    LivePages pages(web, spider, nullptr, *config.process.clock, {});
    auto fetched = co_await pages.get(follow);
    if (!fetched) co_return fetched.error();
    co_return std::move(fetched->page);
}

core::Task<int> show_try(
    asio::any_io_executor executor, const Config& config, Spider spider, std::string from, std::string kind
) {
    if (kind.empty()) kind = spider.start.empty() ? spider.pages.front().name : spider.start.front().kind;
    if (spider.page(kind) == nullptr) {
        complain("the document has no page kind " + kind);
        co_return 2;
    }
    auto page = co_await page_of(executor, config, spider, std::move(from));
    if (!page) {
        complain(page.error().code + ": " + page.error().detail);
        co_return 1;
    }
    page->kind = kind;
    fmt::print("{}", try_text(spider, *page, {}));
    co_return 0;
}

core::Task<int> show_suggestion(
    asio::any_io_executor executor, const Config& config, std::string from, std::string url
) {
    Spider visitor;
    if (const auto address = parse_web_address(from)) visitor.allowed_hosts = {address->host};
    auto page = co_await page_of(executor, config, visitor, from);
    if (!page) {
        complain(page.error().code + ": " + page.error().detail);
        co_return 1;
    }
    if (!url.empty()) page->url = std::move(url);
    const auto suggestion = suggest(*page);
    if (!suggestion) {
        complain(suggestion.error().detail);
        co_return 2;
    }
    fmt::print(stderr, "{}\n", suggestion->found);
    fmt::print("{}\n", suggestion->document);
    co_return 0;
}

}  // namespace

int run_spider(const Config& config, const std::string& document_file) {
    const auto spider = read_spider(document_file);
    if (!spider) {
        complain(spider.error().detail);
        return 2;
    }
    return core::service::run_command(kProgram, [&](asio::any_io_executor executor) {
        return crawl(executor, config, *spider);
    });
}

int try_spider(
    const Config& config, const std::string& document_file, const std::string& page, const std::string& kind
) {
    const auto spider = read_spider(document_file);
    if (!spider) {
        complain(spider.error().detail);
        return 2;
    }
    return core::service::run_command(kProgram, [&](asio::any_io_executor executor) {
        return show_try(executor, config, *spider, page, kind);
    });
}

int suggest_spider(const Config& config, const std::string& page, const std::string& url) {
    return core::service::run_command(kProgram, [&](asio::any_io_executor executor) {
        return show_suggestion(executor, config, page, url);
    });
}

int healthcheck(const Config& config) {
    return core::service::healthcheck(kProgram, config.internal);
}

}  // namespace scraper
