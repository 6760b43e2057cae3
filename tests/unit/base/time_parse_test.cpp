#include "core/base/time_zone.hpp"

#include <catch2/catch.hpp>

TEST_CASE("RFC 3339 times are read with their offset", "[time]") {
    const auto [text, utc] = GENERATE(table<std::string, std::string>({
        {"2027-03-05T00:00:00+08:00", "2027-03-04T16:00:00.000000Z"},
        {"2027-03-05T00:00:00Z", "2027-03-05T00:00:00.000000Z"},
        {"2027-03-05t00:00:00z", "2027-03-05T00:00:00.000000Z"},
        {"2027-03-05T00:00:00-00:30", "2027-03-05T00:30:00.000000Z"},
        {"2027-03-05T00:00:00.1Z", "2027-03-05T00:00:00.100000Z"},
        {"2027-03-05T00:00:00.123456789Z", "2027-03-05T00:00:00.123456Z"},
        {"2028-02-29T23:59:59+00:00", "2028-02-29T23:59:59.000000Z"},
        {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"},
        {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000000Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"},
    }));
    CAPTURE(text);
    const auto parsed = core::parse_instant(text);
    REQUIRE(parsed.has_value());
    CHECK(core::format_utc(*parsed) == utc);
}

TEST_CASE("times that are not RFC 3339 are refused", "[time]") {
    const std::string text = GENERATE(
        "",
        "2027-03-05",
        "2027-03-05T00:00:00",
        "2027-03-05 00:00:00Z",
        "2027-03-05T00:00Z",
        "2027-03-05T24:00:00Z",
        "2027-03-05T23:60:00Z",
        "2027-03-05T23:59:60Z",
        "2027-02-29T00:00:00Z",
        "2027-13-01T00:00:00Z",
        "2027-03-05T00:00:00+8:00",
        "2027-03-05T00:00:00+0800",
        "2027-03-05T00:00:00+24:00",
        "2027-03-05T00:00:00+08:60",
        "2027-03-05T00:00:00.Z",
        "2027-03-05T00:00:00.1234567890Z",
        "2027-03-05T00:00:00Zx",
        "27-03-05T00:00:00Z",
        "+2027-03-05T00:00:00Z",
        "2027-03-05T00:00:00 08:00"
    );
    CAPTURE(text);
    const auto parsed = core::parse_instant(text);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().kind == core::ErrorKind::malformed);
}

TEST_CASE("existing days are read and printed alike", "[time]") {
    const std::string text = GENERATE("1970-01-01", "2027-03-05", "2028-02-29", "2000-02-29", "0001-12-31");
    const auto parsed = core::parse_day(text);
    REQUIRE(parsed.has_value());
    CHECK(core::format_day(*parsed) == text);
}

TEST_CASE("days that do not exist or are spelt otherwise are refused", "[time]") {
    const std::string text = GENERATE(
        "",
        "2027-02-29",
        "1900-02-29",
        "2027-04-31",
        "2027-00-01",
        "2027-01-00",
        "2027-13-01",
        "2027-1-1",
        "20270305",
        "2027-03-05 ",
        " 2027-03-05",
        "2027/03/05",
        "2027-03-05T00:00:00Z",
        "-027-03-05",
        "today"
    );
    CAPTURE(text);
    CHECK(core::parse_day(text).has_error());
}
