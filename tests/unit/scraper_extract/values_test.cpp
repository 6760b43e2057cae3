#include "scraper/engine/normalise/values.hpp"

#include "scraper/engine/normalise/text.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace scraper::normalise;

std::string cost(std::string_view text) {
    const auto parsed = parse_cost(text);
    if (!parsed) return parsed.error().code;
    return *parsed ? (*parsed)->kind + " " + (*parsed)->amount.value_or("") : "nothing";
}

std::string cpd(std::string_view text) {
    const auto parsed = parse_cpd(text);
    if (!parsed) return parsed.error().code;
    return *parsed ? (*parsed)->kind + " " + (*parsed)->points.value_or("") : "nothing";
}

std::string days(std::string_view text) {
    const auto parsed = parse_duration_days(text);
    if (!parsed) return parsed.error().code;
    return *parsed ? **parsed : "nothing";
}

}  // namespace

TEST_CASE("prices are read as sites write them", "[scraper][values]") {
    CHECK(cost("S$1,498.00 (incl. GST)") == "fixed 1498.00");
    CHECK(cost("\u20ac 1.250,50") == "fixed 1250.50");
    CHECK(cost("895") == "fixed 895.00");
    CHECK(cost("$12,000") == "fixed 12000.00");
    CHECK(cost("CHF 1'200.-") == "fixed 1200.00");
    CHECK(cost("Free of charge") == "free ");
    CHECK(cost("$0.00") == "free ");
    CHECK(cost("from $80") == "varying ");
    CHECK(cost("$80 (members), $120 (others)") == "varying ");
    CHECK(cost("Fees vary") == "varying ");
    CHECK(cost("$107.00 incl. 9% GST") == "fixed 107.00");
    CHECK(cost("") == "nothing");
    CHECK(cost(" - ") == "nothing");
    CHECK(cost("ask") == "bad-cost");
    CHECK(cost("99999999999999999999") == "bad-cost");
}

TEST_CASE("CPD points are read as sites write them", "[scraper][values]") {
    CHECK(cpd("3.5") == "points 3.5");
    CHECK(cpd("Public CPD points: 12") == "points 12");
    CHECK(cpd("Private") == "private ");
    CHECK(cpd("TBC") == "tbc ");
    CHECK(cpd("N.A.") == "not-applicable ");
    CHECK(cpd("") == "nothing");
    CHECK(cpd("points") == "bad-cpd");
}

TEST_CASE("durations become days", "[scraper][values]") {
    CHECK(days("2") == "2.0");
    CHECK(days("2 days") == "2.0");
    CHECK(days("1.5 days") == "1.5");
    CHECK(days("half a day") == "0.5");
    CHECK(days("16 hours") == "2.0");
    CHECK(days("2 weeks") == "14.0");
    CHECK(days("P2D") == "2.0");
    CHECK(days("PT4H") == "0.5");
    CHECK(days("90 minutes") == "0.2");
    CHECK(days("") == "nothing");
    CHECK(days("some time") == "bad-duration");
}

TEST_CASE("levels take Lifted's names", "[scraper][values]") {
    CHECK(level_name(" Foundation ") == "Foundational");
    CHECK(level_name("ADVANCED") == "Advanced");
    CHECK(level_name("Masterclass") == "Masterclass");
}

TEST_CASE("each step that a document may name does what its name says", "[scraper][values]") {
    struct Row {
        const char* name;
        const char* text;
        const char* made;
    };

    constexpr Row kRows[] = {
        {"lower", "\u00c4B c", "\u00e4b c"},
        {"upper", "\u00e4b \u00df", "\u00c4B SS"},
        {"title-case", "law of \u00e9quity", "Law Of \u00c9quity"},
        {"title-if-capitals", "EXAMPLE LLP", "Example Llp"},
        {"title-if-capitals", "eXample LLP", "eXample LLP"},
        {"strip-html", "<p>a &amp; <b>b</b></p>", "a & b"},
        {"first-line", "\n one two \n three", "one two"},
        {"digits", "S$ 1,250 (2)", "12502"},
        {"without-brackets", "[Closed] (x) Title [y]", "Title [y]"},
        {"without-brackets", "[Closed]", "[Closed]"},
        {"url-decode", "a%20b%zz%C3%A9%2", "a b%zz\u00e9%2"},
        {"url-decode", "%C3", "%C3"},
        {"slug", "Opening up: a Flow battery!", "opening_up_a_flow_battery"},
    };
    auto untested = text_step_names();
    for (const auto& row : kRows) {
        INFO(row.name << ": " << row.text);
        const auto step = find_text_step(row.name);
        REQUIRE(step != nullptr);
        CHECK(step(row.text) == row.made);
        std::erase(untested, row.name);
    }
    CHECK(untested.empty());
    CHECK(find_text_step("no-such-step") == nullptr);
}

TEST_CASE("texts are cleaned and cased", "[scraper][values]") {
    CHECK(clean("  a\u00a0 \n b\u200b ") == "a b");
    CHECK(title_case("EXAMPLE SCHOOL OF LAW") == "Example School Of Law");
    CHECK(clean("a\tb\x01 c\x7f") == "a b c");
}
