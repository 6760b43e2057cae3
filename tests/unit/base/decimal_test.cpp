#include "core/base/decimal.hpp"

#include <catch2/catch.hpp>

#include <limits>

using core::Decimal;

TEST_CASE("a decimal reads exact numbers", "[decimal]") {
    const auto [text, units] = GENERATE(table<std::string, std::int64_t>({
        {"0", 0},
        {"-0", 0},
        {"1498.00", 149800},
        {"1498", 149800},
        {"3.5", 350},
        {"0.05", 5},
        {"-12.34", -1234},
        {"007", 700},
        {"1.2300000000000000000000000000", 123},
        {"999999999.99", 99999999999},
    }));
    CAPTURE(text);
    const auto parsed = Decimal<2>::parse(text);
    REQUIRE(parsed.has_value());
    CHECK(parsed->units() == units);
}

TEST_CASE("a decimal refuses what is not a number of its scale", "[decimal]") {
    const std::string text = GENERATE(
        "",
        "-",
        ".",
        ".5",
        "5.",
        "1.234",
        "1.005",
        "+1",
        " 1",
        "1 ",
        "1,5",
        "1e3",
        "--1",
        "1.-5",
        "0x10",
        "nan",
        "1234567890",
        "0000000001",
        "99999999999999999999999999",
        "1.2.3",
        "1.2a",
        "\xD9\xA1"
    );
    CAPTURE(text);
    const auto parsed = Decimal<2>::parse(text);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().kind == core::ErrorKind::malformed);
    CHECK(parsed.error().code == "malformed-decimal");
}

TEST_CASE("the scale says how many digits count", "[decimal]") {
    CHECK(Decimal<1>::parse("2.5")->units() == 25);
    CHECK(Decimal<1>::parse("2.50")->units() == 25);
    CHECK(Decimal<1>::parse("2.55").has_error());
}

TEST_CASE("a decimal prints all its digits or only those that count", "[decimal]") {
    const auto [units, text, compact] = GENERATE(table<std::int64_t, std::string, std::string>({
        {0, "0.00", "0"},
        {5, "0.05", "0.05"},
        {-5, "-0.05", "-0.05"},
        {350, "3.50", "3.5"},
        {1200, "12.00", "12"},
        {100000, "1000.00", "1000"},
        {149800, "1498.00", "1498"},
        {std::numeric_limits<std::int64_t>::max(), "92233720368547758.07", "92233720368547758.07"},
        {std::numeric_limits<std::int64_t>::min(), "-92233720368547758.08", "-92233720368547758.08"},
    }));
    CHECK(Decimal<2>::of_units(units).text() == text);
    CHECK(Decimal<2>::of_units(units).compact() == compact);
}

TEST_CASE("decimals are ordered by their value", "[decimal]") {
    CHECK(*Decimal<2>::parse("9.5") < *Decimal<2>::parse("10"));
    CHECK(*Decimal<2>::parse("-1") < Decimal<2>());
    CHECK(*Decimal<2>::parse("1.5") == *Decimal<2>::parse("1.50"));
}
