#include "malformed_documents.hpp"
#include "scraper/engine/document/project.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace {

using namespace scraper;

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
    const auto spider = parse_spider(tests::kSpiderDocument).value();
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
    CHECK(faults("[]").starts_with(" wrong-type; "));
    for (const auto& malformed : tests::malformed_documents()) {
        INFO(malformed.text);
        CHECK(faults(malformed.text) == malformed.faults);
    }
}

TEST_CASE("hosts are named as the web names them", "[scraper][document]") {
    auto document = tests::kSpiderDocument;
    constexpr std::string_view kHost = "\"example.org\"";
    document.replace(
        document.find(kHost), kHost.size(), R"("My_Courses.example.org", "[::1]", "*.a_b.example")"
    );
    const auto spider = parse_spider(document).value();
    CHECK(spider.allows_host("my_courses.example.org"));
    CHECK(spider.allows_host("x.a_b.example"));
    CHECK(spider.allows_host("::1"));
    CHECK(spider.allows_host("[::1]"));
}

TEST_CASE("a document declares the arguments its jobs may give", "[scraper][document]") {
    auto document = tests::kSpiderDocument;
    document.insert(
        document.find("\"start\""),
        R"("arguments": {"since": {"type": "date", "default": "2026-01-01", "description": "from"},
            "area": {}},)"
    );
    const auto spider = parse_spider(document).value();
    REQUIRE(spider.arguments.size() == 2);
    CHECK(spider.arguments[0].name == "since");
    CHECK(spider.arguments[0].type == ArgumentType::date);
    CHECK(spider.arguments[0].usual == "2026-01-01");
    CHECK(spider.arguments[0].description == "from");
    CHECK(spider.arguments[1].type == ArgumentType::text);
    CHECK_FALSE(spider.arguments[1].usual);
}

TEST_CASE("an argument's value is of its type", "[scraper][document]") {
    const auto fits = [](ArgumentType type, std::string_view text) { return !why_no_value(type, text); };
    CHECK(fits(ArgumentType::integer, "-12"));
    CHECK_FALSE(fits(ArgumentType::integer, "1.5"));
    CHECK_FALSE(fits(ArgumentType::integer, "99999999999999999999"));
    CHECK(fits(ArgumentType::number, "1.5"));
    CHECK_FALSE(fits(ArgumentType::number, "nan"));
    CHECK_FALSE(fits(ArgumentType::number, "1 "));
    CHECK(fits(ArgumentType::date, "2028-02-29"));
    CHECK_FALSE(fits(ArgumentType::date, "2026-02-29"));
    CHECK_FALSE(fits(ArgumentType::date, "2026-2-1"));
    CHECK(fits(ArgumentType::flag, "true"));
    CHECK_FALSE(fits(ArgumentType::flag, "yes"));
    CHECK(fits(ArgumentType::text, ""));
    CHECK_FALSE(fits(ArgumentType::text, std::string(2'001, 'x')));
    CHECK(why_no_value(ArgumentType::date, "soon") == "'soon' is no date (YYYY-MM-DD)");
}

TEST_CASE("a project document holds settings and defaults", "[scraper][document]") {
    const auto project = parse_project(
        R"({"settings": {"DOWNLOAD_DELAY": 2.5, "LOG_LEVEL": "INFO", "X": true},
            "defaults": {"provider": "School"}})"
    );
    REQUIRE(project.has_value());
    CHECK(
        project->settings ==
        std::vector<std::pair<std::string, std::string>>{
            {"DOWNLOAD_DELAY", "2.5"}, {"LOG_LEVEL", "INFO"}, {"X", "true"}
        }
    );
    REQUIRE(project->defaults.size() == 1);
    CHECK(project->defaults[0].field == FieldName::provider);
    CHECK(parse_project("{}").has_value());
    const auto fault = [](std::string_view text) {
        const auto refused = parse_project(text);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == "bad-project");
        return refused.error().fields.at(0).name + " " + refused.error().fields.at(0).code;
    };
    CHECK(fault(R"({"spiders": {}})") == "/spiders unknown-member");
    CHECK(fault(R"({"settings": {"a/b": null}})") == "/settings/a~1b wrong-type");
    CHECK(fault(R"({"settings": []})") == "/settings wrong-type");
    CHECK(fault(R"({"defaults": {"provider": {"css": "p"}}})") == "/defaults/provider wrong-language");
    CHECK(fault(R"({"defaults": {"title": "x"}})") == "/defaults/title unknown-member");
}

TEST_CASE("a document of more than a mebibyte is refused unread", "[scraper][document]") {
    CHECK(parse_spider(std::string((1 << 20) + 1, ' ')).error().kind == core::ErrorKind::too_large);
}
