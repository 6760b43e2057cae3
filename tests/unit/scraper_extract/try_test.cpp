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
    CHECK(
        suggested_names(
            "<sitemapindex><sitemap><loc>https://www.example.org/s.xml</loc></sitemap></sitemapindex>"
        ) == "https://www.example.org/s.xml;"
    );
    CHECK(
        suggested_names(R"([{"name":"A","url":"https://www.example.org/a"},{"name":"A","url":"/b"}])") ==
        "A;A;"
    );
    CHECK(suggested_names("<html><p>Nothing</p></html>") == "nothing-structured");
    CHECK(suggested_names("<?xml version='1.0'?><courses><course/></courses>") == "nothing-structured");
    CHECK(suggested_names(R"({"items":[]})") == "nothing-structured");
    CHECK(suggested_names("") == "nothing-structured");
}

TEST_CASE("everything a page offers is listed, and the fullest of it is read", "[scraper][try]") {
    const auto rich = page(R"(<!doctype html><html><head>
        <link rel=alternate type="application/rss+xml" href="/feed.xml">
        <script type="application/ld+json">{"@context":"https://schema.org","@type":"Course","name":"Writing",
            "provider":{"@type":"Organization","name":"School"},"hasCourseInstance":{"@type":"CourseInstance",
            "startDate":"2027-03-01T09:00:00+08:00","endDate":"2027-03-01T17:00:00+08:00"}}</script></head>
        <body><div itemscope itemtype="https://schema.org/Event"><h2 itemprop=name>Open day</h2>
            <meta itemprop=startDate content="2027-04-02"></div>
            <a href="https://calendars.example.net/all.ics">Calendar</a></body></html>)");
    const auto suggestion = suggest(rich);
    REQUIRE(suggestion.has_value());
    CHECK(
        suggestion->found ==
        "structured data: 1 Course, 1 Event; 1 link to a calendar (a[href$='.ics']); "
        "1 linked RSS feed (link[type='application/rss+xml'])"
    );
    const auto spider = parse_spider(suggestion->document);
    REQUIRE(spider.has_value());
    auto same = rich;
    same.kind = spider->start.at(0).kind;
    const auto found = Extractor(*spider).read(same, {}).items;
    REQUIRE(found.size() == 2);
    CHECK(found[0].name == "Writing");
    CHECK(found[0].provider == "School");
    CHECK(found[0].dates.size() == 1);
    CHECK(found[1].name == "Open day");
    CHECK(found[1].dates.size() == 1);
    CHECK(found[0].url != found[1].url);
    CHECK(try_text(*spider, same, {}).find("items: 2\n  Writing\n") != std::string::npos);
}

TEST_CASE("a suggested document may visit what its start leads to", "[scraper][try]") {
    const auto suggestion = suggest(page(
        "<!doctype html><link rel=alternate type='application/atom+xml' href='https://feeds.example.net/a'>"
    ));
    REQUIRE(suggestion.has_value());
    const auto spider = parse_spider(suggestion->document).value();
    CHECK(spider.allows_host("feeds.example.net"));
    CHECK(spider.allows_host("www.example.org"));
    auto feed = page(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>E</title><link href='/e'/></entry></feed>"
    );
    feed.kind = "linked";
    CHECK(Extractor(spider).read(feed, {}).items.at(0).name == "E");
}

TEST_CASE("a suggested document is accepted whatever the hosts are called", "[scraper][try]") {
    for (const auto* host : {"my_courses.example.org", "[2001:db8::1]", "MIXED.example.org"}) {
        INFO(host);
        auto odd = page(
            "<!doctype html><link rel=alternate type='application/rss+xml' "
            "href='https://a_b.example.org/feed'>"
        );
        odd.url = std::string("https://") + host + "/events";
        const auto suggestion = suggest(odd);
        REQUIRE(suggestion.has_value());
        const auto spider = parse_spider(suggestion->document);
        REQUIRE(spider.has_value());
        CHECK(spider->allows_host(host));
        CHECK(spider->allows_host("a_b.example.org"));
    }
}

TEST_CASE("an address that a template would read is suggested as it is", "[scraper][try]") {
    auto odd = page(R"([{"name":"A"}])");
    odd.url = "https://www.example.org/list?of={what}&page=1";
    const auto suggestion = suggest(odd);
    REQUIRE(suggestion.has_value());
    const auto spider = parse_spider(suggestion->document);
    REQUIRE(spider.has_value());
    CHECK(
        Extractor(*spider).start(odd.fetched_at).at(0).url ==
        "https://www.example.org/list?of=%7Bwhat%7D&page=1"
    );
}
