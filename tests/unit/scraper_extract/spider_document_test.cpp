#include "scraper/engine/document/spider.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace {

using namespace scraper;

const std::string kDocument = R"({
  "name": "s", "version": "1", "allowed_hosts": ["example.org", "*.example.com"],
  "start": [{"url": "https://example.org/", "kind": "list"}],
  "pages": {"list": {"format": "html", "fields": {"name": {"css": "h1"}}}}
})";

std::string with(std::string_view part, std::string_view instead) {
    auto out = kDocument;
    const auto at = out.find(part);
    REQUIRE(at != std::string::npos);
    return out.replace(at, part.size(), instead);
}

/// Pointers and codes of the faults, as `pointer code`.
std::string faults(const std::string& document) {
    const auto parsed = parse_spider(document);
    if (parsed) return "none";
    std::string out;
    for (const auto& fault : parsed.error().fields) {
        CHECK_FALSE(fault.detail.empty());
        out += (out.empty() ? "" : "; ") + fault.name + " " + fault.code;
    }
    return out.empty() ? parsed.error().code : out;
}

}  // namespace

TEST_CASE("a small document is a spider with usual limits", "[scraper][document]") {
    const auto spider = parse_spider(kDocument).value();
    CHECK(spider.title == "s");
    CHECK(spider.time_zone == "UTC");
    CHECK(spider.limits.pages == 2'000);
    CHECK(spider.page("list") != nullptr);
    CHECK(spider.page("none") == nullptr);
    CHECK(spider.allows_host("EXAMPLE.org"));
    CHECK(spider.allows_host("a.b.example.com"));
    CHECK_FALSE(spider.allows_host("example.com"));
    CHECK_FALSE(spider.allows_host("badexample.com"));
    CHECK_FALSE(spider.allows_host("www.example.org"));
}

TEST_CASE("a malformed document is refused with the place and the reason", "[scraper][document]") {
    CHECK(faults("{") == "malformed-json");
    CHECK(faults("[]").find(" wrong-type") != std::string::npos);
    CHECK(faults(with("\"name\": \"s\"", "\"name\": \"S p\"")) == "/name bad-text");
    CHECK(faults(with("\"version\": \"1\"", "\"version\": 1")).find("/version wrong-type") == 0);
    CHECK(faults(with("\"version\"", "\"versoin\": 0, \"version\"")) == "/versoin unknown-member");
    CHECK(faults(with("example.org\",", "exa mple\",")) == "/allowed_hosts/0 bad-host");
    CHECK(faults(with("https://example.org/", "ftp://example.org/")) == "/start/0/url bad-url");
    CHECK(faults(with("\"kind\": \"list\"", "\"kind\": \"lsit\"")) == "/start/0/kind unknown-kind");
    CHECK(faults(with("\"html\"", "\"htm\"")) == "/pages/list/format unknown-value");
    CHECK(faults(with("\"h1\"", "\"h1 >\"")) == "/pages/list/fields/name/css bad-selector");
    CHECK(
        faults(with("{\"css\": \"h1\"}", "{\"xpath\": \"//h1[\"}")) ==
        "/pages/list/fields/name/xpath bad-selector"
    );
    CHECK(
        faults(with("{\"css\": \"h1\"}", "{\"pointer\": \"/a\"}")) ==
        "/pages/list/fields/name/pointer wrong-language"
    );
    CHECK(faults(with("{\"css\": \"h1\"}", "{}")) == "/pages/list/fields/name required");
    CHECK(
        faults(with("{\"css\": \"h1\"}", "{\"css\": \"a\", \"xpath\": \"b\"}")) ==
        "/pages/list/fields/name ambiguous"
    );
    CHECK(faults(with("{\"css\": \"h1\"}", "[]")) == "/pages/list/fields/name required");
    CHECK(
        faults(with("{\"css\": \"h1\"}", "[{\"css\": \"a\"}, {\"css\": \"(\"}]")) ==
        "/pages/list/fields/name/1/css bad-selector"
    );
    CHECK(
        faults(with("\"h1\"", "\"h1\", \"pattern\": \"(\"")) == "/pages/list/fields/name/pattern bad-pattern"
    );
    CHECK(
        faults(with("\"h1\"", "\"h1\", \"normalise\": [\"shout\"]")) ==
        "/pages/list/fields/name/normalise/0 unknown-value"
    );
    CHECK(
        faults(with("\"fields\": {\"name\"", "\"fields\": {\"nmae\"")) ==
        "/pages/list/fields/nmae unknown-member"
    );
    CHECK(
        faults(with("\"fields\"", "\"dates\": {\"formats\": [\"%d %b\"]}, \"fields\"")) ==
        "/pages/list/dates required"
    );
    CHECK(
        faults(with("\"fields\"", "\"dates\": {\"text\": \"x\", \"formats\": [\"%Y\"]}, \"fields\"")) ==
        "/pages/list/dates/formats bad-date-format"
    );
    CHECK(faults(with("\"fields\"", "\"next\": {}, \"fields\"")) == "/pages/list/next required");
    CHECK(
        faults(with("\"fields\"", "\"follow\": [{\"kind\": \"x\"}], \"fields\"")) ==
        "/pages/list/follow/0 required; /pages/list/follow/0/kind unknown-kind"
    );
    CHECK(faults(with("\"start\"", "\"limits\": {\"pages\": 0}, \"start\"")) == "/limits/pages out-of-range");
    CHECK(faults(with("\"start\"", "\"time_zone\": \"Mars\", \"start\"")) == "/time_zone unknown-time-zone");
    CHECK(
        faults(with("\"start\"", "\"defaults\": {\"name\": {\"css\": \"p\"}}, \"start\"")) ==
        "/defaults/name wrong-language"
    );
}

TEST_CASE("a document of more than a mebibyte is refused unread", "[scraper][document]") {
    CHECK(parse_spider(std::string((1 << 20) + 1, ' ')).error().kind == core::ErrorKind::too_large);
}
