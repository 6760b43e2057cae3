#include "app_server/framework_import/cell_values.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace app::framework_import;
using core::domain::Cost;
using core::domain::Cpd;

namespace {

const core::TimeZone& singapore() {
    static const auto zone = core::TimeZone::find("Asia/Singapore").value();
    return zone;
}

std::string dates(std::string_view text, int year = 2027) {
    const auto parsed = parse_dates(text, year, singapore());
    if (!parsed) {
        return "refused";
    }
    std::string result;
    for (const auto& date : *parsed) {
        result += (result.empty() ? "" : ", ") + singapore().format(date.starts_at);
        if (date.ends_at) {
            result += " to " + singapore().format(*date.ends_at);
        }
    }
    return result;
}

}  // namespace

TEST_CASE("number lists hold numbers and inclusive ranges, without repeats", "[cell_values]") {
    struct Case {
        std::string text;
        std::vector<std::int32_t> numbers;
    };

    const auto c = GENERATE(values<Case>(
        {{"", {}},
         {"7", {7}},
         {", 3, 4", {3, 4}},
         {"1, 2,19", {1, 2, 19}},
         {"335,336", {335, 336}},
         {"49, 50, 51 , 124-126,", {49, 50, 51, 124, 125, 126}},
         {"5-7, 6, 7-8, 5", {5, 6, 7, 8}},
         {"9, 1-2", {9, 1, 2}},
         {"1\xE2\x80\x93"
          "3",
          {1, 2, 3}},
         {" 1 - 3 ", {1, 2, 3}},
         {"9999", {9999}}}
    ));
    INFO(c.text);
    CHECK(expand(parse_ranges(c.text).value()) == c.numbers);
}

TEST_CASE("what is no number list is refused", "[cell_values]") {
    const auto text = GENERATE(values<std::string>(
        {"x",
         "1;2",
         "1-",
         "-1",
         "1-2-3",
         "3-1",
         "0",
         "10000",
         "1-10000",
         "1.5",
         "99999999999",
         "1-9999,1-9999,1-9999"}
    ));
    INFO(text);
    CHECK(parse_ranges(text).has_error());
}

TEST_CASE("dates are days of the year, from midnight in the zone", "[cell_values]") {
    using Case = std::pair<std::string, std::string>;
    const auto [text, expected] = GENERATE(values<Case>(
        {{"", ""},
         {"Q1", "2027-01-01T00:00:00+08:00"},
         {"Q2", "2027-04-01T00:00:00+08:00"},
         {"q3", "2027-07-01T00:00:00+08:00"},
         {"Q4", "2027-10-01T00:00:00+08:00"},
         {"10 Mar", "2027-03-10T00:00:00+08:00"},
         {"1 september", "2027-09-01T00:00:00+08:00"},
         {"16 Aug - 17 Aug", "2027-08-16T00:00:00+08:00 to 2027-08-17T00:00:00+08:00"},
         {"31 Jan\xE2\x80\x93"
          "1 Feb",
          "2027-01-31T00:00:00+08:00 to 2027-02-01T00:00:00+08:00"},
         {"Q2\n6 Jun - 7 Jun\n",
          "2027-04-01T00:00:00+08:00, 2027-06-06T00:00:00+08:00 to 2027-06-07T00:00:00+08:00"}}
    ));
    CHECK(dates(text) == expected);
}

TEST_CASE("what is no date is refused", "[cell_values]") {
    const auto text = GENERATE(values<std::string>(
        {"Q5",
         "Q",
         "Mar 10",
         "10",
         "10 Mrz",
         "32 Jan",
         "0 Jan",
         "29 Feb",
         "17 Aug - 16 Aug",
         "10 Mar -",
         "10 Mar - x",
         "2027-03-10",
         "10 Mar, 11 Mar",
         "99999999999 Jan"}
    ));
    INFO(text);
    CHECK(dates(text) == "refused");
}

TEST_CASE("29 February is a day of leap years alone", "[cell_values]") {
    CHECK(dates("29 Feb", 2028) == "2028-02-29T00:00:00+08:00");
    CHECK(
        parse_dates("29 Feb", 2027, singapore()).error().detail == "\"29 Feb\" is not a day of the year 2027"
    );
}

TEST_CASE("costs are amounts, free, varying or unknown", "[cell_values]") {
    CHECK(parse_cost("1498.00").value() == Cost::fixed(core::domain::Money::of_units(149'800)).value());
    CHECK(parse_cost("588.5").value().amount().text() == "588.50");
    CHECK(parse_cost("0").value().kind() == Cost::Kind::free);
    CHECK(parse_cost("0.00").value().kind() == Cost::Kind::free);
    CHECK(parse_cost("").value().kind() == Cost::Kind::unknown);
    CHECK(parse_cost("Varies").value().kind() == Cost::Kind::varying);
    const auto bad =
        GENERATE(values<std::string>({"-1", "free", "$12", "1,498.00", "1.234", "1e3", "9999999999"}));
    INFO(bad);
    CHECK(parse_cost(bad).has_error());
}

TEST_CASE("CPD is points or one of the words", "[cell_values]") {
    CHECK(parse_cpd("1.5").value().number().compact() == "1.5");
    CHECK(parse_cpd("0").value().kind() == Cpd::Kind::points);
    CHECK(parse_cpd("Pte").value().kind() == Cpd::Kind::private_study);
    CHECK(parse_cpd("tbc").value().kind() == Cpd::Kind::to_be_confirmed);
    CHECK(parse_cpd("N/A").value().kind() == Cpd::Kind::not_applicable);
    CHECK(parse_cpd("").value().kind() == Cpd::Kind::unknown);
    const auto bad = GENERATE(values<std::string>({"-1", "some", "1.234", "10000", "private"}));
    INFO(bad);
    CHECK(parse_cpd(bad).has_error());
}

TEST_CASE("durations are rounded to tenths of a day", "[cell_values]") {
    CHECK(parse_duration("2").value().text() == "2.0");
    CHECK(parse_duration("0.25").value().text() == "0.3");
    CHECK(parse_duration("0.24").value().text() == "0.2");
    CHECK(parse_duration("99999.9").value().text() == "99999.9");
    const auto bad = GENERATE(values<std::string>({"-1", "one", "0.125", "100000"}));
    INFO(bad);
    CHECK(parse_duration(bad).has_error());
}

TEST_CASE("a description loses the title it repeats, with or without the lead-in", "[cell_values]") {
    struct Case {
        std::string description;
        std::string title;
        std::string rest;
    };

    const auto c = GENERATE(values<Case>(
        {{"I can knead. With both hands.", "I can knead.", "With both hands."},
         {"Knead.\nWith both hands.", "I can knead.", "With both hands."},
         {"KNEAD\nWith both hands.", "I can knead. ", "With both hands."},
         {"Knead. \nWith both hands.", "I can knead", "With both hands."},
         {"Knead.", "I can knead.", ""},
         {"Kneading is an art.", "I can knead.", "Kneading is an art."},
         {"Knead with both hands.", "I can knead.", "Knead with both hands."},
         {"With both hands.", "I can knead.", "With both hands."},
         {"", "I can knead.", ""},
         {"Knead.", "", "Knead."}}
    ));
    INFO(c.description << " / " << c.title);
    CHECK(without_title(c.description, c.title) == c.rest);
}

TEST_CASE("yes and no are the only answers", "[cell_values]") {
    CHECK(parse_yes_no("Yes").value());
    CHECK_FALSE(parse_yes_no("no").value());
    CHECK_FALSE(parse_yes_no("").value());
    CHECK(parse_yes_no("x").has_error());
}
