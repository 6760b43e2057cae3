#include "core/base/time_zone.hpp"
#include "scraper/engine/read/pattern.hpp"
#include "scraper/engine/read/reading.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using namespace scraper::read;

std::vector<std::string> find(Reading& reading, Language language, std::string_view text, Place from = 0) {
    const auto locator = Locator::make(language, text).value();
    std::vector<Place> places;
    reading.find(locator, from, 1'000, places);
    std::vector<std::string> out;
    for (const auto place : places) out.push_back(reading.text(locator, place));
    return out;
}

using Texts = std::vector<std::string>;

const auto kNow = core::parse_instant("2026-01-15T00:00:00Z").value();

std::string calendar(std::string_view events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + std::string(events) + "END:VCALENDAR\r\n";
}

Texts starts(Reading& reading, Place event) {
    const auto each = Locator::make(Language::property, "occurrence").value();
    std::vector<Place> occurrences;
    reading.find(each, event, 10'000, occurrences);
    Texts out;
    for (const auto place : occurrences) {
        auto start = find(reading, Language::property, "start", place).at(0);
        const auto end = find(reading, Language::property, "end", place);
        out.push_back(end.empty() ? start : start + "/" + end[0]);
    }
    return out;
}

}  // namespace

TEST_CASE("XPath and CSS name the same places of a page", "[scraper][read]") {
    const auto page =
        read_html("<div><h1>T</h1><p class=a>x &amp; y <a href='/l?a=1&amp;b=2'>L</a></p></div>");

    struct Row {
        const char* xpath;
        const char* css;
    };

    constexpr Row kRows[] = {
        {"//p[@class='a']", "p.a"},
        {"//div/*", "div > *"},
        {"//h1/following-sibling::p//a", "h1 + p a"},
        {"//*[@href]", "[href]"},
        {"//table", "table"},
    };
    for (const auto& row : kRows) {
        INFO(row.xpath << " and " << row.css);
        std::vector<Place> by_xpath;
        std::vector<Place> by_css;
        page->find(Locator::make(Language::xpath, row.xpath).value(), 0, 10, by_xpath);
        page->find(Locator::make(Language::css, row.css).value(), 0, 10, by_css);
        CHECK(by_xpath == by_css);
    }
    CHECK(find(*page, Language::xpath, "//p[@class='a']") == Texts{"x & y L"});
    CHECK(find(*page, Language::xpath, "//a/@href") == Texts{"/l?a=1&b=2"});
    CHECK(find(*page, Language::xpath, "count(//p)") == Texts{"1"});
    CHECK(find(*page, Language::xpath, "//a/text()") == Texts{"L"});
    std::vector<Place> paragraph;
    page->find(Locator::make(Language::css, "p").value(), 0, 1, paragraph);
    CHECK(find(*page, Language::xpath, "a", paragraph.at(0)) == Texts{"L"});
    CHECK(find(*page, Language::xpath, "ancestor::div/h1", paragraph.at(0)) == Texts{"T"});
}

TEST_CASE("XPath sees the page as browsers build it", "[scraper][read]") {
    constexpr std::string_view kPage =
        "<table><tr><td id=a title='1 &lt; 2' class=x>one<td>two</table>"
        "<p id=b>&eacute;<b>x</b>y<p>last<svg><linearGradient xlink:href=#a /></svg>";
    const auto page = read_html(kPage);
    CHECK(find(*page, Language::xpath, "/html/body/table/tbody/tr/td") == Texts{"one", "two"});
    CHECK(find(*page, Language::xpath, "id('b')") == Texts{"\u00e9xy"});
    // Of a page whose elements nobody asked for by id() yet; white space may stand before the parenthesis.
    for (const auto* expression : {"id ('b')", "id\n\t('b')", "//*[. = id ('b')]"}) {
        const auto fresh = read_html(kPage);
        CHECK_FALSE(find(*fresh, Language::xpath, expression).empty());
    }
    CHECK(find(*page, Language::xpath, "id('a')/@*") == Texts{"a", "1 < 2", "x"});
    CHECK(find(*page, Language::xpath, "//td[@title = '1 < 2']/following-sibling::td") == Texts{"two"});
    CHECK(find(*page, Language::xpath, "//p[1]/node()") == Texts{"\u00e9", "x", "y"});
    CHECK(find(*page, Language::xpath, "//b/preceding::td[1]") == Texts{"two"});
    CHECK(find(*page, Language::xpath, "string(//p[2])") == Texts{"last"});
    CHECK(find(*page, Language::xpath, "//lineargradient/@*") == Texts{"#a"});
    CHECK(find(*page, Language::xpath, "count(/)") == Texts{"1"});
    CHECK(find(*page, Language::xpath, "//td | //p[2] | //td[1]") == Texts{"one", "two", "last"});
    CHECK(find(*read_html(""), Language::xpath, "//body").size() == 1);
}

TEST_CASE("namespaces are no places", "[scraper][read]") {
    const auto page = read_html("<p>x<svg><a xlink:href=b /></svg>");
    CHECK(find(*page, Language::xpath, "//namespace::*").empty());
    CHECK(find(*page, Language::xpath, "//p | //namespace::*") == Texts{"x"});
    const auto feed = read_xml("<f xmlns='urn:a' xmlns:b='urn:b'><b:c>x</b:c></f>", {});
    CHECK(find(*feed, Language::xpath, "//namespace::*").empty());
}

TEST_CASE("expressions that are none are refused", "[scraper][read]") {
    CHECK(Locator::make(Language::xpath, "//p[").has_error());
    CHECK(Locator::make(Language::pointer, "a/b").has_error());
    CHECK(Locator::make(Language::pointer, "/a~2").has_error());
    CHECK(Locator::make(Language::property, "a..b").has_error());
    CHECK(Pattern::parse("(?<!x)y").has_error());
    CHECK(Pattern::parse("(").has_error());
}

TEST_CASE("XML is read without entities, and broken XML as far as it goes", "[scraper][read]") {
    const auto evil = read_xml(
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'AAAA'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM "
        "'file:///etc/hostname'>]><r><v>1&b;&f;2</v></r>",
        {}
    );
    CHECK(find(*evil, Language::xpath, "//v") == Texts{"1&b;&f;2"});
    const auto broken =
        read_xml("<rss><item><title>A & B</title></item><item><title>C&nbsp;D</title></item>", {});
    REQUIRE(broken->faults().size() == 1);
    CHECK(broken->faults().front().code == "broken-xml");
    CHECK(find(*broken, Language::xpath, "//title") == Texts{"A & B", "C\u00a0D"});
    CHECK(broken->records().size() == 2);
    CHECK(read_xml("", {})->records().empty());
    CHECK(read_xml(std::string(100'000, '<'), {})->records().empty());
}

TEST_CASE("feeds give entries whatever their kind", "[scraper][read]") {
    const auto atom = read_xml(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link rel='self' href='/s'/>"
        "<link href='/a'/></entry></feed>",
        {}
    );
    const auto entries = atom->records();
    REQUIRE(entries.size() == 1);
    CHECK(find(*atom, Language::property, "link", entries[0]) == Texts{"/a"});
    CHECK(find(*atom, Language::property, "title", entries[0]) == Texts{"T"});
    const auto map =
        read_xml("<urlset><url><loc>https://x/1</loc></url><url><loc>https://x/2</loc></url></urlset>", {});
    CHECK(map->records().size() == 2);
}

TEST_CASE("JSON is walked by pointers with wildcards", "[scraper][read]") {
    const auto json = read_json(R"({"a":[{"b":1.50,"c":null},{"b":"x","c":true}],"d/e":{"f":"g"}})");
    CHECK(find(*json, Language::pointer, "/a/*/b") == Texts{"1.5", "x"});
    CHECK(find(*json, Language::pointer, "/a/1/c") == Texts{"true"});
    CHECK(find(*json, Language::pointer, "/a/0/c") == Texts{""});
    CHECK(find(*json, Language::pointer, "/d~1e/f") == Texts{"g"});
    CHECK(find(*json, Language::pointer, "/a/7") == Texts{});
    CHECK(find(*json, Language::pointer, "/a/0/../1/b") == Texts{"x"});
}

TEST_CASE("JSON that nests without end or is none ends in a named fault", "[scraper][read]") {
    CHECK(read_json(std::string(1'000'000, '['))->faults().front().code == "json-too-deep");
    CHECK(read_json("{\"a\":").get()->faults().front().code == "malformed-json");
    CHECK(read_json("")->faults().size() == 1);
}

TEST_CASE("calendar events keep the times their zones give them", "[scraper][read][calendar]") {
    const auto utc = read_calendar(
        calendar("BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A\\, "
                 "b\r\nDTSTART:20250908T070000Z\r\nDTEND:20250909T150000Z\r\n"
                 "END:VEVENT\r\n"),
        kNow
    );
    REQUIRE(utc->records().size() == 1);
    CHECK(find(*utc, Language::property, "SUMMARY", 1) == Texts{"A, b"});
    CHECK(starts(*utc, 1) == Texts{"2025-09-08T07:00:00Z/2025-09-09T15:00:00Z"});
    const auto zoned = read_calendar(
        calendar(
            "BEGIN:VEVENT\r\nDTSTART;TZID=Europe/Amsterdam:20260701T090000\r\nDURATION:PT2H\r\nEND:VEVENT\r\n"
            "BEGIN:VEVENT\r\nDTSTART;TZID=W. Europe Standard Time:20260101T090000\r\nEND:VEVENT\r\n"
            "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260301\r\nDTEND;VALUE=DATE:20260303\r\nEND:VEVENT\r\n"
            "BEGIN:VEVENT\r\nDTSTART:20260401T100000\r\nEND:VEVENT\r\n"
        ),
        kNow
    );
    CHECK(starts(*zoned, 1) == Texts{"2026-07-01T09:00:00+02:00/2026-07-01T11:00:00+02:00"});
    CHECK(starts(*zoned, 2) == Texts{"2026-01-01T09:00:00+01:00"});
    CHECK(starts(*zoned, 3) == Texts{"2026-03-01/2026-03-02"});
    CHECK(starts(*zoned, 4) == Texts{"2026-04-01T10:00:00"});
}

TEST_CASE("recurring events are followed, with what is taken out and moved", "[scraper][read][calendar]") {
    const auto weekly = read_calendar(
        calendar("BEGIN:VEVENT\r\nUID:w\r\nDTSTART;TZID=Europe/Amsterdam:20260320T090000\r\n"
                 "DTEND;TZID=Europe/Amsterdam:20260320T100000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
                 "EXDATE;TZID=Europe/Amsterdam:20260327T090000\r\nEND:VEVENT\r\n"
                 "BEGIN:VEVENT\r\nUID:w\r\nRECURRENCE-ID;TZID=Europe/Amsterdam:20260403T090000\r\n"
                 "DTSTART;TZID=Europe/Amsterdam:20260404T120000\r\nEND:VEVENT\r\n"),
        kNow
    );
    REQUIRE(weekly->records().size() == 1);
    // The clock goes forward on 29 March; the wall clock time stays.
    CHECK(
        starts(*weekly, 1) ==
        Texts{
            "2026-03-20T09:00:00+01:00/2026-03-20T10:00:00+01:00",
            "2026-04-10T09:00:00+02:00/2026-04-10T10:00:00+02:00",
            "2026-04-04T12:00:00+02:00"
        }
    );
}

TEST_CASE("recurrence without end is bounded", "[scraper][read][calendar]") {
    const auto endless = read_calendar(
        calendar("BEGIN:VEVENT\r\nDTSTART:20200101T090000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
                 "BEGIN:VEVENT\r\nDTSTART:20260101T090000Z\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n"
                 "BEGIN:VEVENT\r\nDTSTART:20260101T090000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY="
                 "30\r\nEND:VEVENT\r\n"),
        kNow
    );
    CHECK(starts(*endless, 1).size() == 500);
    CHECK(starts(*endless, 1).front() == "2025-01-14T09:00:00Z");
    CHECK(starts(*endless, 2).size() == 1);
    CHECK(starts(*endless, 3).size() <= 1);
    REQUIRE(endless->faults().size() == 2);
    CHECK(endless->faults()[0].code == "endless-recurrence");
    CHECK(endless->faults()[1].code == "bad-recurrence");
}

TEST_CASE("what is no calendar, or one without bounds, ends in a named fault", "[scraper][read][calendar]") {
    CHECK(read_calendar("<html>", kNow)->faults().front().code == "broken-calendar");
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "BEGIN:VEVENT\r\n";
    CHECK(read_calendar(deep, kNow)->faults().front().code == "too-deep");
}

TEST_CASE("JSON-LD and microdata give courses and events with their parts", "[scraper][read][structured]") {
    const auto page = read_structured(
        R"(<html><body>
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
 {"@type":"WebPage","mainEntity":{"@id":"#c"}},
 {"@id":"#c","@type":["Course","Thing"],"name":"Law &amp; order","provider":{"@id":"#p"},
  "hasCourseInstance":[{"@type":"CourseInstance","startDate":"2026-03-01","endDate":"2026-03-02"},
                       {"@type":"CourseInstance","startDate":"2026-05-01"}],
  "offers":[{"@type":"Offer","price":120.50}]},
 {"@id":"#p","@type":"Organization","name":"School"}]}</script>
<script type="application/ld+json">{ broken </script>
<div itemscope itemtype="https://schema.org/EducationEvent"><h2 itemprop="name">Talk</h2>
 <time itemprop="startDate" datetime="2026-04-01T10:00">soon</time>
 <a itemprop="url" href="/talk">x</a>
 <div itemprop="location" itemscope itemtype="https://schema.org/Place"><span itemprop="name">Hall</span></div></div>
<div itemscope itemtype="https://schema.org/Person"><span itemprop="name">Nobody</span></div></body></html>)",
        {}
    );
    const auto records = page->records();
    REQUIRE(records.size() == 2);
    CHECK(find(*page, Language::property, "provider.name", records[0]) == Texts{"School"});
    CHECK(find(*page, Language::property, "provider", records[0]) == Texts{"School"});
    CHECK(
        find(*page, Language::property, "hasCourseInstance.startDate", records[0]) ==
        Texts{"2026-03-01", "2026-05-01"}
    );
    CHECK(find(*page, Language::property, "offers.price", records[0]) == Texts{"120.5"});
    CHECK(find(*page, Language::property, "name", records[1]) == Texts{"Talk"});
    CHECK(find(*page, Language::property, "startDate", records[1]) == Texts{"2026-04-01T10:00"});
    CHECK(find(*page, Language::property, "location.name", records[1]) == Texts{"Hall"});
    REQUIRE(page->faults().size() == 1);
    CHECK(page->faults().front().code == "broken-json-ld");
}

TEST_CASE("patterns take time that grows with the text alone", "[scraper][read]") {
    const auto pattern = Pattern::parse("(a*)*b").value();
    CHECK_FALSE(pattern.first(std::string(200'000, 'a')));
    CHECK(Pattern::parse("x(\\d+)").value().first("ax12") == "12");
    CHECK(Pattern::parse("\\d+").value().first("ax12") == "12");
    CHECK(Pattern::parse(", | and ").value().split("a, b and c") == Texts{"a", "b", "c"});
}
