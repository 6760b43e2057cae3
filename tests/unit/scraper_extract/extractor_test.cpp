#include "scraper/engine/extract/extractor.hpp"

#include "core/base/time_zone.hpp"
#include "scraper/engine/extract/template.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <thread>

namespace {

using namespace scraper;

const auto kNow = core::parse_instant("2026-01-31T20:00:00Z").value();

/// A spider with this one page kind, `list`.
Spider spider(const std::string& kind, const std::string& more = "") {
    const auto parsed = parse_spider(
        R"({"name":"s","version":"7","time_zone":"Asia/Singapore","allowed_hosts":["example.org"],
            "start":[{"url":"https://example.org/?d={today}&n={n}","kind":"list","variables":{"n":"a b"}}],)" +
        more + R"("pages":{"list":)" + kind + "}}"
    );
    INFO((parsed ? std::string() : parsed.error().fields.front().name + parsed.error().fields.front().detail)
    );
    REQUIRE(parsed.has_value());
    return *parsed;
}

Extracted read_page(const Spider& of, std::string body, const CarriedValues& carried = {}) {
    return Extractor(of).read(
        {"https://example.org/dir/page?x=1", "text/html", std::move(body), kNow, "list"}, carried
    );
}

bool has_fault(const Extracted& found, std::string_view code) {
    return std::any_of(found.faults.begin(), found.faults.end(), [&](const PageFault& f) {
        return f.code == code;
    });
}

}  // namespace

TEST_CASE("start addresses take dates of the spider's zone and page variables", "[scraper][extract]") {
    const auto start = Extractor(spider(R"({"format":"html"})")).start(kNow);
    REQUIRE(start.size() == 1);
    CHECK(start[0].url == "https://example.org/?d=2026-02-01&n=a%20b");
    CHECK(start[0].carried.values.at(0).second == "a b");
}

TEST_CASE("templates fill values and dates and leave other braces alone", "[scraper][extract]") {
    const std::string x = "v w";
    const TemplateValues values{
        [&](std::string_view name) { return name == "x" ? &x : nullptr; }, kNow, "Asia/Singapore"
    };
    CHECK(fill_template("{x}", values, Escape::percent) == "v w");
    CHECK(fill_template("/{x}", values, Escape::percent) == "/v%20w");
    CHECK(fill_template("{today:%d %b %Y}", values, Escape::none) == "01 Feb 2026");
    CHECK(
        fill_template("{today-1d} {today+1m} {today+1y:%Y}", values, Escape::none) ==
        "2026-01-31 2026-03-01 2027"
    );
    CHECK(fill_template("{\"a\":[{\"b\":1}]}", values, Escape::none) == "{\"a\":[{\"b\":1}]}");
    bool missing = false;
    CHECK(fill_template("a{none}b", values, Escape::none, &missing) == "ab");
    CHECK(missing);
}

TEST_CASE("fall-backs are tried in order and the one that found is named", "[scraper][extract]") {
    const auto of = spider(R"({"format":"html","fields":{
        "name":[{"css":"h1"},{"xpath":"//h2","normalise":["upper"]},"Unnamed"],
        "level":{"css":".l","map":{"L1":"Foundation"},"otherwise":""},
        "cost":{"css":".c"}, "cpd":{"css":".p","pattern":"([0-9.]+) points"}}})");
    const auto found = read_page(
        of, "<h1> </h1><h2>Second&nbsp;best</h2><b class=l>L9</b><i class=c>ask</i><p class=p>3 points"
    );
    REQUIRE(found.items.size() == 1);
    CHECK(found.items[0].name == "SECOND BEST");
    CHECK(found.items[0].source_of("name")->selector == "xpath //h2");
    CHECK(found.items[0].source_of("name")->raw == "Second best");
    CHECK_FALSE(found.items[0].level);
    CHECK(found.items[0].cpd_points == "3");
    CHECK(found.items[0].url == "https://example.org/dir/page?x=1");
    REQUIRE(found.faults.size() == 1);
    CHECK(found.faults[0].code == "bad-cost");
    CHECK(found.faults[0].field == "cost");
    CHECK(found.faults[0].selector == "/pages/list/fields/cost");
    // The drift guard sees what was asked in vain.
    CHECK(found.rules[0].selector == "css h1");
    CHECK(found.rules[0].asked == 1);
    CHECK(found.rules[0].found == 0);
    CHECK(found.rules[2].asked == 0);
}

TEST_CASE("links are absolute, canonical, once each, and stay on allowed hosts", "[scraper][extract]") {
    const auto of = spider(
        R"({"format":"html","items":false,"page_follow":[{"link":{"css":"a"},"kind":"list","priority":3}]})"
    );
    const auto found = read_page(of, R"x(<base href="/b/"><a href="x?utm_source=1#f">1</a><a href="/b/x">2</a>
        <a href="//EXAMPLE.org:443/é">3</a><a href="https://other.org/">4</a><a href="javascript:alert(1)">5</a>
        <a href="mailto:a@b">6</a><a>7</a>)x");
    REQUIRE(found.follow.size() == 2);
    CHECK(found.follow[0].url == "https://example.org/b/x");
    CHECK(found.follow[0].priority == 3);
    CHECK(found.follow[1].url == "https://example.org/%C3%A9");
    CHECK(has_fault(found, "host-not-allowed"));
    CHECK(has_fault(found, "bad-url"));
}

TEST_CASE("records that fail a condition are left out", "[scraper][extract]") {
    const auto of = spider(R"({"format":"html","records":{"css":"li"},
        "keep_if":[{"value":{"css":"b"},"matches":"^Course"},{"value":{"css":".full"},"absent":true}],
        "fields":{"name":{"css":"b"},"url":{"css":"a","attribute":"href"}}})");
    const auto found = read_page(
        of, "<li><b>Course A</b><a href=1>x</a><li><b>News</b><li><b>Course B</b><i class=full>full</i>"
    );
    REQUIRE(found.items.size() == 1);
    CHECK(found.items[0].name == "Course A");
    CHECK(found.items[0].url == "https://example.org/dir/1");
}

TEST_CASE(
    "an item written and read back is the same, and its JSON is the hand-in protocol's", "[scraper][extract]"
) {
    const auto of =
        spider(R"({"format":"html","fields":{"name":{"css":"h1"},"provider":"P","cost":{"css":"i"}},
        "dates":{"text":{"css":"b"},"formats":["%d %b %Y"]}})");
    const auto found = read_page(of, "<h1>A \"q\"</h1><b>1 - 2 Mar 2026</b><i>$12</i>");
    REQUIRE(found.items.size() == 1);
    const auto json = to_json(found.items[0], "7");
    CHECK(json.starts_with(
        R"({"url":"https://example.org/dir/page?x=1","name":"A \"q\"","provider":"P","level":null,)"
        R"("format":null,"cost":{"kind":"fixed","amount":"12.00"},"cpd":null,"ongoing":false,)"
        R"("duration_days":null,"dates":[{"starts_at":"2026-03-01T00:00:00+08:00",)"
        R"("ends_at":"2026-03-02T00:00:00+08:00"}],"provenance":{"cost":{)"
    ));
    CHECK(json.find(R"("spider_version":"7")") != std::string::npos);
    const CarriedValues carried{{{"a", "b"}}, found.items[0]};
    const auto back = parse_carried(to_json(carried));
    REQUIRE(back.has_value());
    CHECK(to_json(*back) == to_json(carried));
    CHECK(parse_carried("{\"values\":[[1]],\"item\":null}").has_error());
}

TEST_CASE("a page that is hostile ends in a named fault, soon", "[scraper][extract]") {
    const auto of = spider(
        R"({"format":"html","records":{"css":"li"},"fields":{"name":{"css":"b"}},
        "next":{"link":{"css":"a.next"}}})",
        R"("limits":{"page_bytes":20000000,"records_per_page":100},)"
    );
    const auto began = std::chrono::steady_clock::now();
    std::string many;
    for (int i = 0; i < 50'000; ++i) many += "<li><b>x</b>";
    const auto found = read_page(of, many);
    CHECK(found.items.size() == 100);
    CHECK(has_fault(found, "too-many-records"));
    std::string deep;
    for (int i = 0; i < 1'000'000; ++i) deep += "<li>";
    CHECK(has_fault(read_page(of, "<ul>" + std::string("<div>") + deep), "too-many-records"));
    std::string nested;
    for (int i = 0; i < 100'000; ++i) nested += "<ul><li>";
    CHECK(has_fault(read_page(of, nested), "too-deep"));
    CHECK(has_fault(
        read_page(of, "<li class='" + std::string(10 << 20, 'a') + "'><b>x</b>"), "attribute-too-long"
    ));
    CHECK(has_fault(read_page(of, std::string(20'000'001, ' ')), "page-too-large"));
    CHECK(has_fault(read_page(of, "<li><b>x\xFF</b> \xC3"), "no-name") == false);
    CHECK(has_fault(Extractor(of).read({"https://example.org/", "", "", kNow, "none"}, {}), "unknown-kind"));
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(30));  // on the slowest machine
}

TEST_CASE("one extractor serves several threads with the same bytes", "[scraper][extract]") {
    const auto of = spider(
        R"({"format":"html","records":{"xpath":"//li"},"fields":{"name":{"css":"b"},"url":{"xpath":"a/@href"}},
        "dates":{"text":{"css":"i"},"formats":["%d %b %Y"]}})"
    );
    const Extractor extractor(of);
    std::string body;
    for (int i = 0; i < 50; ++i)
        body +=
            "<li><b>N" + std::to_string(i) + "</b><i>1 Mar 2026</i><a href=/" + std::to_string(i) + ">x</a>";
    const Page page{"https://example.org/", "", body, kNow, "list"};
    std::vector<std::string> results(4);
    std::vector<std::thread> threads;
    for (auto& result : results) {
        threads.emplace_back([&] {
            for (int round = 0; round < 5; ++round) {
                result.clear();
                for (const auto& item : extractor.read(page, {}).items) result += to_json(item, "1");
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(results[0].size() > 1'000);
    for (const auto& result : results) CHECK(result == results[0]);
}
