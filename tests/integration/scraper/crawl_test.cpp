#include "demo_site.hpp"
#include "scraper/engine/crawl/crawler.hpp"
#include "scraper/engine/crawl/live_pages.hpp"
#include "scraper/engine/crawl/snapshot_pages.hpp"
#include "support/run.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using namespace scraper;
using tests::DemoSite;

class Gather final : public CrawlObserver {
public:
    void on_item(const Item& item) override { items[item.url] = to_json(item, "1"); }

    void on_error(const PageError& error) override { errors[error.url] = error.code; }

    void on_page(const FetchedPage&, const Extracted&) override {
        if (on_each_page) on_each_page();
    }

    std::map<std::string, std::string> items;
    std::map<std::string, std::string> errors;
    std::function<void()> on_each_page;
};

/// Everything a run needs, over a site on loopback.
struct Fixture {
    explicit Fixture(int courses = 5) : site(io, courses), web(io.get_executor(), options(site)) {
        std::filesystem::remove_all(folder);
    }

    ~Fixture() { std::filesystem::remove_all(folder); }

    static WebOptions options(const DemoSite& site) {
        WebOptions made;
        made.guard.opened = {site.host()};
        return made;
    }

    CrawlFigures crawl(PageSource& source, const Spider& spider) {
        const Extractor extractor(spider);
        Crawler crawler(io.get_executor(), spider, extractor, source, seen);
        running = &crawler;
        return tests::run(io, crawler.run(clock.now()));
    }

    CrawlFigures crawl(const Spider& spider, std::string run = "r1", bool resume = false) {
        LiveOptions live;
        live.run = std::move(run);
        live.resume = resume;
        LivePages pages(web, spider, &snapshots, clock, live);
        return crawl(pages, spider);
    }

    asio::io_context io;
    DemoSite site;
    Web web;
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("scraper-crawl-" + std::to_string(getpid()));
    SnapshotStore snapshots{folder / "snapshots.db"};
    core::SystemClock clock;
    Gather seen;
    Crawler* running = nullptr;
};

/// Lists whose pages always lead to a next one. Which courses page N of a list holds, the test says.
struct EndlessLists {
    using Courses = std::function<std::vector<int>(int page)>;

    explicit EndlessLists(Fixture& with) : f(with) {
        document = R"({
            "name": "endless", "version": "1", "allowed_hosts": ["127.0.0.1"], "start": [STARTS],
            "pages": {
                "list": {
                    "format": "html", "records": {"css": "li"},
                    "fields": {"name": {"css": "a", "required": true},
                               "url": {"css": "a", "attribute": "href"}},
                    "page_follow": [{"link": {"css": "b a"}, "kind": "detail"}],
                    "next": {"link": {"css": "a.n"}, "stop_without_records": false}
                },
                "detail": {"format": "html", "fields": {"name": {"css": "h1", "required": true}}}
            },
            "limits": {"pages": 40},
            "politeness": {"delay_ms": 0, "concurrency_per_host": 4, "adaptive": false, "retries": 0}
        })";
    }

    /// `links`: the courses stand on pages of their own.
    void add(const std::string& path, Courses courses, bool links = false) {
        f.site.on(
            path,
            [path,
             courses = std::move(courses),
             links](tests::tcp::socket& socket, std::string request) -> core::Task<bool> {
                const auto target = tests::target_of(request);
                const auto equals = target.find('=');
                const int page = equals == std::string::npos ? 1 : std::stoi(target.substr(equals + 1));
                std::string body = fmt::format("<a class=n href='{}?page={}'>next</a>", path, page + 1);
                for (const int course : courses(page))
                    body += links ? fmt::format("<b><a href=/course/{}>c</a></b>", course)
                                  : fmt::format("<li><a href=/c/{0}>Course {0}</a></li>", course);
                co_await core::http::test::write(
                    socket, tests::answer(200, "Content-Type: text/html\r\n", body)
                );
                co_return true;
            }
        );
        starts +=
            fmt::format(R"({}{{"url": "{}", "kind": "list"}})", starts.empty() ? "" : ",", f.site.url(path));
    }

    CrawlFigures crawl() {
        document.replace(document.find("STARTS"), 6, starts);
        return f.crawl(parse_spider(document).value());
    }

    Fixture& f;
    std::string document;
    std::string starts;
};

using RepeatCount = std::map<std::string, std::int64_t>;

}  // namespace

TEST_CASE("a run visits each page once and names what failed", "[scraper][crawl]") {
    Fixture f;
    const auto figures = f.crawl(f.site.spider());
    CHECK(figures.end == CrawlEnd::finished);
    CHECK(figures.pages == 6);
    CHECK(figures.items == 5);
    CHECK(f.seen.items.size() == 5);
    CHECK(f.site.asked("/course/3") == 1);
    CHECK(f.site.asked("/robots.txt") == 1);
    CHECK(f.site.asked("/private/x") == 0);
    CHECK(f.seen.errors.at(f.site.url("/private/x")) == "robots-disallowed");
    CHECK(f.seen.errors.at(f.site.url("/gone")) == "status-404");
    CHECK(
        figures.errors_by_kind ==
        std::map<std::string, std::int64_t>{{"robots-disallowed", 1}, {"status-404", 1}}
    );
    CHECK(figures.filled.at("dates") == 5);
}

TEST_CASE("a run read again from its snapshots gives the same bytes and asks nobody", "[scraper][crawl]") {
    Fixture f;
    f.crawl(f.site.spider());
    const auto live = std::exchange(f.seen.items, {});
    const auto requests = f.site.requests.size();
    f.snapshots.flush();
    SnapshotPages kept(f.snapshots, "r1");
    const auto figures = f.crawl(kept, f.site.spider());
    CHECK(f.seen.items == live);
    CHECK(figures.kept == 6);
    CHECK(f.site.requests.size() == requests);
}

TEST_CASE("an interrupted run goes on with what it had fetched", "[scraper][crawl]") {
    Fixture f(8);
    int pages = 0;
    f.seen.on_each_page = [&] {
        if (++pages == 4) f.running->cancel(true);
    };
    CHECK(f.crawl(f.site.spider()).end == CrawlEnd::cancelled);
    f.snapshots.flush();
    f.seen.on_each_page = {};
    const auto figures = f.crawl(f.site.spider(), "r1", true);
    CHECK(figures.items == 8);
    CHECK(figures.kept >= 4);
    CHECK(f.site.asked("/list") == 1);
}

TEST_CASE(
    "a page that has not changed is asked for conditionally and read from the snapshot", "[scraper][crawl]"
) {
    Fixture f(1);
    f.site.on("/course/0", [](tests::tcp::socket& socket, std::string request) -> core::Task<bool> {
        const bool known = request.find("If-None-Match: \"v7\"") != std::string::npos;
        co_await core::http::test::write(
            socket,
            known ? "HTTP/1.1 304 Not Modified\r\nETag: \"v7\"\r\n\r\n"
                  : tests::answer(200, "ETag: \"v7\"\r\nContent-Type: text/html\r\n", "<h1>Kept</h1>")
        );
        co_return true;
    });
    CHECK(f.crawl(f.site.spider(), "r1").unchanged == 0);
    const auto figures = f.crawl(f.site.spider(), "r2");
    CHECK(figures.unchanged == 1);
    CHECK(figures.items == 1);
    CHECK(f.seen.items.begin()->second.find("Kept") != std::string::npos);
}

TEST_CASE("a page that fails for a while is asked again, and Retry-After is obeyed", "[scraper][crawl]") {
    Fixture f(1);
    int asked = 0;
    f.site.on("/course/0", [&](tests::tcp::socket& socket, std::string) -> core::Task<bool> {
        const bool ready = ++asked == 2;
        co_await core::http::test::write(
            socket,
            ready ? tests::answer(200, "Content-Type: text/html\r\n", "<h1>There</h1>")
                  : tests::answer(503, "Retry-After: 1\r\n", "")
        );
        co_return true;
    });
    const auto began = std::chrono::steady_clock::now();
    CHECK(f.crawl(f.site.spider()).items == 1);
    CHECK(asked == 2);
    CHECK(std::chrono::steady_clock::now() - began >= std::chrono::seconds(1));
}

TEST_CASE("a run keeps within its limits", "[scraper][crawl]") {
    Fixture f(20);
    auto spider = f.site.spider();
    spider.limits.pages = 7;
    CHECK(f.crawl(spider).end == CrawlEnd::page_limit);
    CHECK(f.site.requests.size() <= 8);
    spider = f.site.spider();
    spider.limits.items = 3;
    const auto figures = f.crawl(spider, "r2");
    CHECK(figures.end == CrawlEnd::item_limit);
    CHECK(figures.items == 3);
    spider = f.site.spider();
    spider.limits.depth = 0;
    CHECK(f.crawl(spider, "r3").pages == 1);
}

TEST_CASE("a run past its time is ended with what it has", "[scraper][crawl]") {
    Fixture f(2);
    f.site.swallow("/course/0");
    auto spider = f.site.spider();
    spider.limits.run_time = std::chrono::seconds(1);
    const Extractor extractor(spider);
    LivePages pages(f.web, spider, nullptr, f.clock, {});
    CrawlOptions options;
    options.gentle = std::chrono::milliseconds(100);
    Crawler crawler(f.io.get_executor(), spider, extractor, pages, f.seen, options);
    const auto figures = tests::run(f.io, crawler.run(f.clock.now()));
    CHECK(figures.end == CrawlEnd::timeout);
    CHECK(figures.pages == 2);
    CHECK(f.seen.items.contains(f.site.url("/course/1")));
    CHECK(f.seen.errors.at(f.site.url("/course/0")) == "cancelled");
}

TEST_CASE("hosts the spider does not name are not asked, also by redirect", "[scraper][crawl]") {
    Fixture f(1);
    f.site.on("/course/0", 302, "Location: http://elsewhere.example/\r\n", "");
    f.crawl(f.site.spider());
    CHECK(f.seen.errors.at(f.site.url("/course/0")) == "host-not-allowed");
    f.site.on(
        "/list", 200, "Content-Type: text/html\r\n", "<a class=c href=http://elsewhere.example/course>c</a>"
    );
    CHECK(f.crawl(f.site.spider(), "r2").pages == 1);
    CHECK(f.seen.errors.at(f.site.url("/list")) == "host-not-allowed");
}

TEST_CASE("a host that cannot be asked for robots.txt fails by what is wrong with it", "[scraper][crawl]") {
    Fixture f(1);
    auto spider = f.site.spider();
    spider.allowed_hosts = {"127.0.0.1", "169.254.169.254", "localhost"};
    const auto closed = "http://127.0.0.1:9/list";  // not opened in the guard
    for (const auto* url : {"http://169.254.169.254/latest", "http://localhost/list", closed}) {
        auto one = spider;
        one.start.at(0).address = url;
        CHECK(f.crawl(one).pages == 0);
    }
    CHECK(f.seen.errors.at("http://169.254.169.254/latest") == "address-denied");
    CHECK(f.seen.errors.at("http://localhost/list") == "address-denied");
    CHECK(f.seen.errors.at(closed) == "port-denied");
}

TEST_CASE("a site without an answer for robots.txt is left alone", "[scraper][crawl]") {
    Fixture f(1);
    f.site.on("/robots.txt", 503, "", "");
    const auto figures = f.crawl(f.site.spider());
    CHECK(figures.pages == 0);
    CHECK(f.seen.errors.at(f.site.url("/list")) == "robots-disallowed");
}

TEST_CASE("a list that repeats its last page for ever ends there, and the run goes on", "[scraper][crawl]") {
    Fixture f;
    EndlessLists lists(f);
    lists.add("/a", [](int page) {
        const int last = std::min(page, 3) * 2;
        return std::vector{last, last + 1};
    });
    lists.add("/b", [](int page) { return std::vector{100 + std::min(page, 6)}; });
    const auto figures = lists.crawl();
    CHECK(figures.end == CrawlEnd::finished);
    CHECK(figures.items == 12);
    CHECK(figures.pages == 4 + 7);
    CHECK(figures.errors_by_kind == RepeatCount{{"repeats-itself", 2}});
    CHECK(f.seen.errors.at(f.site.url("/a?page=4")) == "repeats-itself");
    CHECK(f.seen.errors.at(f.site.url("/b?page=7")) == "repeats-itself");
}

TEST_CASE("a list that begins again after its end is read once", "[scraper][crawl]") {
    Fixture f;
    EndlessLists lists(f);
    // The order is another one the second time.
    lists.add("/a", [](int page) {
        const int first = (page - 1) % 4 * 10;
        return page <= 4 ? std::vector{first, first + 1} : std::vector{first + 1, first};
    });
    const auto figures = lists.crawl();
    CHECK(figures.end == CrawlEnd::finished);
    CHECK(figures.items == 8);
    CHECK(figures.pages == 5);
    CHECK(f.seen.errors.at(f.site.url("/a?page=5")) == "repeats-itself");
}

TEST_CASE("a list of links that repeats itself is noticed too", "[scraper][crawl]") {
    Fixture f(4);
    EndlessLists lists(f);
    lists.add("/a", [](int page) { return std::vector{std::min(page, 4) - 1}; }, true);
    const auto figures = lists.crawl();
    CHECK(figures.end == CrawlEnd::finished);
    CHECK(figures.items == 4);
    CHECK(figures.pages == 5 + 4);
    CHECK(figures.errors_by_kind == RepeatCount{{"repeats-itself", 1}});
}

TEST_CASE("lists that share courses are each read to the end", "[scraper][crawl]") {
    Fixture f;
    EndlessLists lists(f);
    lists.add("/a", [](int page) { return std::vector{std::min(page, 5)}; });
    lists.add("/b", [](int page) { return std::vector{page < 5 ? page : 50}; });
    const auto figures = lists.crawl();
    CHECK(figures.items == 6);
    CHECK(figures.pages == 6 + 6);
    CHECK(f.site.asked("/b?page=6") == 1);
    CHECK(figures.errors_by_kind == RepeatCount{{"repeats-itself", 2}});
}

TEST_CASE(
    "courses without an address of their own are read once when their list repeats itself", "[scraper][crawl]"
) {
    Fixture f;
    EndlessLists lists(f);
    const auto url = lists.document.find("\"url\": {\"css\": \"a\"");
    const auto comma = lists.document.rfind(',', url);
    lists.document.erase(comma, lists.document.find('}', url) + 1 - comma);
    lists.add("/a", [](int page) { return std::vector{std::min(page, 3) * 2, std::min(page, 3) * 2 + 1}; });
    const auto figures = lists.crawl();
    CHECK(figures.end == CrawlEnd::finished);
    CHECK(figures.items == 6);
    CHECK(figures.pages == 4);
    CHECK(figures.errors_by_kind == RepeatCount{{"repeats-itself", 1}});
}

TEST_CASE("pages without anything are no repeats: courses may follow", "[scraper][crawl]") {
    Fixture f;
    EndlessLists lists(f);
    lists.add("/a", [](int page) {
        return page == 1 || page >= 5 ? std::vector{page / 5} : std::vector<int>{};
    });
    lists.document.replace(lists.document.find("\"pages\": 40"), 11, "\"pages\": 9");
    const auto figures = lists.crawl();
    CHECK(figures.items == 2);
    CHECK(f.site.asked("/a?page=5") == 1);
}

TEST_CASE("a 429 for robots.txt forbids nothing", "[scraper][crawl]") {
    Fixture f(1);
    f.site.on("/robots.txt", 429, "", "");
    CHECK(f.crawl(f.site.spider()).items == 1);
}
