#include "scraper/commands.hpp"

#include "core/http/client.hpp"
#include "scraper/engine/crawl/live_pages.hpp"
#include "scraper/engine/guard/web_address.hpp"
#include "scraper/engine/try/suggest.hpp"
#include "scraper/engine/try/try_page.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
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

void complain(std::string_view text) {
    fmt::print(stderr, "scraper: {}\n", text);
}

/// Runs one command's coroutine to its end and returns its status.
template <class Command>
int run_command(Command&& command) {
    asio::io_context context(1);
    int status = 1;
    std::exception_ptr failure;
    asio::co_spawn(context, command(context), [&](const std::exception_ptr& thrown, int result) {
        failure = thrown;
        status = result;
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return status;
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

core::Task<int> crawl(asio::io_context& context, const Config& config, Spider spider) {
    Web web(context.get_executor(), config.runner.web);
    const Extractor extractor(spider);
    LivePages pages(web, spider, nullptr, *config.clock, {});
    Printer printer(spider.version);
    CrawlOptions options;
    options.concurrency = config.runner.concurrency;
    Crawler crawler(context.get_executor(), spider, extractor, pages, printer, options);
    const auto figures = co_await crawler.run(config.clock->now());
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
    asio::io_context& context, const Config& config, Spider spider, std::string from
) {
    std::vector<Follow> start;
    if (!spider.pages.empty()) start = Extractor(spider).start(config.clock->now());
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
            config.clock->now(),
            ""
        };
        co_return page;
    } else {
        follow.url = std::move(from);
    }
    Web web(context.get_executor(), config.runner.web);
    LivePages pages(web, spider, nullptr, *config.clock, {});
    auto fetched = co_await pages.get(follow);
    if (!fetched) co_return fetched.error();
    co_return std::move(fetched->page);
}

core::Task<int> show_try(
    asio::io_context& context, const Config& config, Spider spider, std::string from, std::string kind
) {
    if (kind.empty()) kind = spider.start.empty() ? spider.pages.front().name : spider.start.front().kind;
    if (spider.page(kind) == nullptr) {
        complain("the document has no page kind " + kind);
        co_return 2;
    }
    auto page = co_await page_of(context, config, spider, std::move(from));
    if (!page) {
        complain(page.error().code + ": " + page.error().detail);
        co_return 1;
    }
    page->kind = kind;
    fmt::print("{}", try_text(spider, *page, {}));
    co_return 0;
}

core::Task<int> show_suggestion(asio::io_context& context, const Config& config, std::string from) {
    Spider visitor;
    if (const auto address = parse_web_address(from)) visitor.allowed_hosts = {address->host};
    const auto page = co_await page_of(context, config, visitor, from);
    if (!page) {
        complain(page.error().code + ": " + page.error().detail);
        co_return 1;
    }
    const auto suggestion = suggest(*page);
    if (!suggestion) {
        complain(suggestion.error().detail);
        co_return 2;
    }
    fmt::print(stderr, "{}\n", suggestion->found);
    fmt::print("{}\n", suggestion->document);
    co_return 0;
}

core::Task<int> check_health(asio::io_context& context, const Config& config) {
    core::http::Client client(context.get_executor());
    core::http::ClientRequest request;
    request.url = fmt::format("http://127.0.0.1:{}/readyz", config.internal.port);
    const auto response = co_await client.send(std::move(request));
    if (!response) {
        complain(response.error().detail);
        co_return 1;
    }
    fmt::print("{}\n", response->body);
    co_return response->status == 200 ? 0 : 1;
}

}  // namespace

int run_spider(const Config& config, const std::string& document_file) {
    const auto spider = read_spider(document_file);
    if (!spider) {
        complain(spider.error().detail);
        return 2;
    }
    return run_command([&](asio::io_context& context) { return crawl(context, config, *spider); });
}

int try_spider(
    const Config& config, const std::string& document_file, const std::string& page, const std::string& kind
) {
    const auto spider = read_spider(document_file);
    if (!spider) {
        complain(spider.error().detail);
        return 2;
    }
    return run_command([&](asio::io_context& context) {
        return show_try(context, config, *spider, page, kind);
    });
}

int suggest_spider(const Config& config, const std::string& page) {
    return run_command([&](asio::io_context& context) { return show_suggestion(context, config, page); });
}

int healthcheck(const Config& config) {
    return run_command([&](asio::io_context& context) { return check_health(context, config); });
}

}  // namespace scraper
