#include "core/postgres/text_format.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace core::postgres;
using core::Instant;
using std::chrono::microseconds;
using Texts = std::vector<std::string>;

TEST_CASE("an instant is written in UTC with microseconds and reads back the same") {
    const auto [micros, text] = GENERATE(table<std::int64_t, std::string>({
        {0, "1970-01-01 00:00:00.000000+00"},
        {1'700'000'000'123'456, "2023-11-14 22:13:20.123456+00"},
        {-1, "1969-12-31 23:59:59.999999+00"},
        {951'782'399'000'001, "2000-02-28 23:59:59.000001+00"},
        {253'402'300'799'999'999, "9999-12-31 23:59:59.999999+00"},
        {253'402'300'800'000'000, "10000-01-01 00:00:00.000000+00"},
        {-62'135'596'800'000'000, "0001-01-01 00:00:00.000000+00"},
        {-62'135'596'800'000'001, "0001-12-31 23:59:59.999999+00 BC"},
    }));
    const Instant instant{microseconds(micros)};
    CHECK(text_format::write(instant) == text);
    CHECK(text_format::read_instant(text) == instant);
}

TEST_CASE("an instant is read with as many digits of a second as PostgreSQL prints") {
    const auto [text, micros] = GENERATE(table<std::string, std::int64_t>({
        {"1970-01-01 00:00:01+00", 1'000'000},
        {"1970-01-01 00:00:00.5+00", 500'000},
        {"1970-01-01 00:00:00.05+00", 50'000},
        {"1970-01-01 00:00:00.000001+00", 1},
    }));
    CHECK(text_format::read_instant(text) == Instant{microseconds(micros)});
}

TEST_CASE("the ends of time are PostgreSQL's infinities, and years that the calendar lacks are refused") {
    CHECK(text_format::write(Instant::max()) == "infinity");
    CHECK(text_format::read_instant("-infinity") == Instant::min());
    CHECK_THROWS_AS(text_format::write(Instant::max() - microseconds(1)), std::out_of_range);
}

TEST_CASE("text that is not a timestamp in UTC is refused") {
    const auto* text = GENERATE(
        "",
        "1970-01-01",
        "1970-01-01 00:00:00",
        "1970-01-01 00:00:00+08",
        "1970-01-01 00:00:00.+00",
        "1970-01-01 00:00:00.1234567+00",
        "1970-13-01 00:00:00+00",
        "1970-02-30 00:00:00+00",
        "70-01-01 00:00:00+00",
        "1970-1-1 00:00:00+00",
        "1970-01-01 00:00:00+00x",
        "1970-01--1 00:00:00+00",
        "290000-01-01 00:00:00+00",
        "x"
    );
    CAPTURE(text);
    CHECK_FALSE(text_format::read_instant(text).has_value());
}

TEST_CASE("a double keeps its value through text") {
    const auto number = GENERATE(
        0.0,
        -0.5,
        0.1,
        1e300,
        1.0 / 3,
        std::numeric_limits<double>::denorm_min(),
        std::numeric_limits<double>::max()
    );
    CHECK(text_format::read_double(text_format::write(number)) == number);
    CHECK(text_format::write(std::numeric_limits<double>::infinity()) == "Infinity");
    CHECK(text_format::write(-std::numeric_limits<double>::infinity()) == "-Infinity");
    CHECK(std::isnan(text_format::read_double(text_format::write(std::nan(""))).value()));
    CHECK(text_format::read_double("-Infinity") == -std::numeric_limits<double>::infinity());
    CHECK_FALSE(text_format::read_double("1.5x").has_value());
    CHECK_FALSE(text_format::read_double("").has_value());
}

TEST_CASE("an array of texts survives every character that means something in an array") {
    const auto texts = GENERATE(
        Texts{},
        Texts{""},
        Texts{"plain"},
        Texts{"NULL", "null"},
        Texts{"a,b", "{c}", "\"quoted\"", "back\\slash", " space ", "new\nline", "\\N"},
        Texts{"Ünïcode", "課程"}
    );
    CHECK(text_format::read_array(text_format::write_array(texts)) == texts);
}

TEST_CASE("an array is read as PostgreSQL prints it") {
    const auto [text, elements] = GENERATE(table<std::string, Texts>({
        {"{}", {}},
        {"{1,-2,3}", {"1", "-2", "3"}},
        {R"({a,"b c","d\"e","f\\g","NULL"})", {"a", "b c", "d\"e", "f\\g", "NULL"}},
    }));
    CHECK(text_format::read_array(text) == elements);
}

TEST_CASE("arrays with NULLs, of several dimensions, or cut short are refused") {
    const auto* text = GENERATE(
        "", "{", "{1", "{1,", "{1,}", "{,1}", "{NULL}", "{{1},{2}}", "{\"a}", "{\"a\\", "{1}x", "1,2"
    );
    CAPTURE(text);
    CHECK_FALSE(text_format::read_array(text).has_value());
}

TEST_CASE("an array of numbers is written without quotes") {
    const std::vector<std::int64_t> numbers{1, -2, std::numeric_limits<std::int64_t>::min()};
    CHECK(text_format::write_array(numbers) == "{1,-2,-9223372036854775808}");
    CHECK(text_format::write_array(std::vector<std::int64_t>{}) == "{}");
}
