#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"
#include "scraper/engine/try/suggest.hpp"
#include "scraper/engine/try/try_page.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace scraper;

Page page(std::string body) {
    return {
        "https://www.example.org/events",
        "",
        std::move(body),
        core::parse_instant("2026-01-15T00:00:00Z").value(),
        ""
    };
}

/// Names of the items that the suggested document finds on the page it was suggested for.
std::string suggested_names(const std::string& body) {
    const auto suggestion = suggest(page(body));
    if (!suggestion) return suggestion.error().code;
    const auto spider = parse_spider(suggestion->document);
    REQUIRE(spider.has_value());
    auto same = page(body);
    same.kind = spider->start.at(0).kind;
    const auto found = Extractor(*spider).read(same, {});
    std::string names;
    for (const auto& item : found.items) names += item.name + ';';
    for (const auto& follow : found.follow) names += follow.url + ';';
    return names;
}

}  // namespace

TEST_CASE("trying a spider says what every rule finds and why not", "[scraper][try]") {
    const auto spider = parse_spider(R"({"name":"s","version":"1","allowed_hosts":["www.example.org"],
        "start":[{"url":"https://www.example.org/","kind":"k"}],
        "pages":{"k":{"format":"html","fields":{"name":[{"css":"h1"},{"css":"h2"},{"css":"h3"}],"cost":{"css":".price"}}}}})"
    )
                            .value();
    auto tried = page("<h2>Course</h2><h3>no</h3>");
    tried.kind = "k";
    const auto text = try_text(spider, tried, {});
    CHECK(text.find("items: 1\n  Course\n") != std::string::npos);
    CHECK(text.find("css h1: 0 of 1  asked, but nothing") != std::string::npos);
    CHECK(text.find("css h2: 1 of 1  \"Course\"") != std::string::npos);
    CHECK(text.find("css h3: 0 of 0  not asked") != std::string::npos);
    CHECK(text.find("css .price: 0 of 1") != std::string::npos);
    const auto json = core::json::Document::parse(try_json(spider, tried, {}));
    REQUIRE(json.has_value());
    CHECK(json->root().find("items").at(0).find("name").as_string() == "Course");
    CHECK(json->root().find("rules").at(1).find("found").as_int() == 1);
}

TEST_CASE("a document is suggested for every page that holds structured data", "[scraper][try]") {
    CHECK(
        suggested_names(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:E\r\nDTSTART:20260101T000000Z\r\nEND:VEVENT\r\n"
            "END:VCALENDAR\r\n"
        ) == "E;"
    );
    CHECK(
        suggested_names(
            "<html><script type='application/ld+json'>{\"@type\":\"Course\",\"name\":\"C\",\"url\":\"/c\"}"
            "</script></html>"
        ) == "C;"
    );
    CHECK(
        suggested_names(
            R"({"data":{"courses":[{"title":"A","id":1},{"title":"B","id":2}],"x":[{"name":"n"}]}})"
        ) == "A;B;"
    );
    CHECK(
        suggested_names("<rss><channel><item><title>F</title><link>/f</link></item></channel></rss>") == "F;"
    );
    CHECK(
        suggested_names("<urlset><url><loc>https://www.example.org/p</loc></url></urlset>") ==
        "https://www.example.org/p;"
    );
    CHECK(
        suggested_names("<!doctype html><head><link rel=alternate type=application/rss+xml href=/feed></head>"
        ) == "https://www.example.org/feed;"
    );
    CHECK(suggested_names("<!doctype html><a href=a.ics>Calendar</a>") == "https://www.example.org/a.ics;");
    CHECK(suggested_names("<html><p>Nothing</p></html>") == "nothing-structured");
    CHECK(suggested_names("") == "nothing-structured");
}
