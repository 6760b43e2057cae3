#include "running_scraper.hpp"

#include <fmt/format.h>

#include <fstream>

namespace {

using core::http::Method;
using namespace tests;

struct Offering {
    const char* what;
    const char* body;
    const char* kind;   ///< of the page in the suggested document that reads `body`
    const char* found;  ///< in what is said about it
    const char* name;   ///< of the record
};

constexpr Offering kOfferings[] = {
    {"JSON-LD",
     R"(<!doctype html><script type="application/ld+json">{"@context":"https://schema.org","@type":"Course",
        "name":"Writing well","url":"/writing"}</script>)",
     "start",
     "structured data: 1 Course",
     "Writing well"},
    {"microdata",
     R"(<!doctype html><div itemscope itemtype="https://schema.org/Event"><b itemprop=name>Open day</b>
        <meta itemprop=startDate content="2027-04-02T10:00"></div>)",
     "start",
     "structured data: 1 Event",
     "Open day"},
    {"feed",
     "<rss version='2.0'><channel><item><title>News of law</title><link>http://a.example/n</link></item>"
     "</channel></rss>",
     "start",
     "a feed of 1 entry",
     "News of law"},
    {"calendar",
     "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Moot\r\nDTSTART:20270402T100000Z\r\nEND:VEVENT\r\n"
     "END:VCALENDAR\r\n",
     "start",
     "a calendar of 1 event",
     "Moot"},
};

std::string quoted(std::string_view text) {
    std::string out;
    core::json::Writer(out).value(text);
    return out;
}

}  // namespace

TEST_CASE("a document suggested over the API finds the records when tried over the API", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    for (const auto& one : kOfferings) {
        INFO(one.what);
        const auto page = fmt::format(R"({{"url":"https://www.example.org/x","body":{}}})", quoted(one.body));
        const auto suggested =
            scraper.send(Method::post, "/v1/suggest", "{\"page\":" + page + "}", "application/json");
        REQUIRE(suggested.status == 200);
        const auto answer = core::json::Document::parse(suggested.body).value();
        CHECK(contains(answer.root().find("found").as_string().value_or(""), one.found));
        std::string document;
        answer.root().find("document").append_to(document);
        const auto tried = scraper.send(
            Method::post,
            "/v1/try",
            fmt::format(R"({{"spider":{},"kind":"{}","page":{}}})", document, one.kind, page),
            "application/json"
        );
        CHECK(tried.status == 200);
        CHECK(contains(tried.body, fmt::format("\"name\":\"{}\"", one.name)));
    }
}

TEST_CASE("a page with nothing to offer, and one that cannot be had, are refused by name", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto suggest = [&](const std::string& body) {
        return scraper.send(Method::post, "/v1/suggest", body, "application/json");
    };
    const auto nothing =
        suggest(R"({"page":{"url":"https://www.example.org/","body":"<html><p>Hi</p></html>"}})");
    CHECK(nothing.status == 422);
    CHECK(contains(nothing.body, "nothing-structured"));
    const auto denied = suggest(R"({"url":"http://169.254.169.254/latest"})");
    CHECK(denied.status == 422);
    CHECK(contains(denied.body, "address-denied"));
    CHECK(suggest("{}").status == 422);
    const auto unknown = suggest(R"({"page":{"url":"https://www.example.org/","body":"x","kind":"x"}})");
    CHECK(unknown.status == 400);
    CHECK(contains(unknown.body, R"("pointer":"/page/kind","code":"unknown-member")"));
    CHECK(suggest("no json").status == 400);
}

TEST_CASE("the commands suggest and try work on files, one after the other", "[scraper][e2e]") {
    const Folder folder;
    for (const auto& one : kOfferings) {
        INFO(one.what);
        const auto page = (folder.path / "page").string();
        const auto document = (folder.path / "spider.json").string();
        std::ofstream(page) << one.body;
        const auto suggested = run_program(
            {LIFTED_SCRAPER, "suggest", page, "--url", "https://www.example.org/x?id={1}"},
            {{"SCRAPER_DATA", folder.path.string()}}
        );
        INFO(suggested.errors);
        REQUIRE(suggested.status == 0);
        CHECK(contains(suggested.errors, one.found));
        CHECK(contains(suggested.output, "\"www.example.org\""));
        std::ofstream(document) << suggested.output;
        const auto tried = run_program({LIFTED_SCRAPER, "try", document, page}, {});
        CHECK(tried.status == 0);
        CHECK(contains(tried.output, fmt::format("items: 1\n  {}\n", one.name)));
    }
    std::ofstream(folder.path / "page") << "<html><p>Nothing</p></html>";
    const auto nothing = run_program({LIFTED_SCRAPER, "suggest", (folder.path / "page").string()}, {});
    CHECK(nothing.status == 2);
    CHECK(nothing.output.empty());
    CHECK(nothing.errors == "scraper: the page holds no structured data and links to no calendar or feed\n");
}

TEST_CASE("a run by a suggested document follows the page's feed", "[scraper][e2e]") {
    const SmallSite site(3);
    const Folder folder;
    const Settings settings{{"SCRAPER_OPEN_HOSTS", "127.0.0.1"}};
    const auto suggested =
        run_program({LIFTED_SCRAPER, "suggest", "http://" + site.host() + "/news"}, settings);
    INFO(suggested.errors);
    REQUIRE(suggested.status == 0);
    CHECK(contains(suggested.errors, "1 linked RSS feed"));
    const auto document = (folder.path / "spider.json").string();
    std::ofstream(document) << suggested.output;
    const auto ran = run_program({LIFTED_SCRAPER, "run", document}, settings);
    INFO(ran.errors);
    CHECK(ran.status == 0);
    CHECK(contains(ran.output, "\"name\":\"Course 2\""));
    CHECK(contains(ran.errors, "finished: 2 pages, 3 items, 0 errors"));
}
