#include "core/postgres/errors.hpp"
#include "core/postgres/result_set.hpp"

#include <libpq-fe.h>

#include <cstring>

using namespace core::postgres;

namespace {

// A result of one row with one column named `c`.
ResultSet one(const char* text) {
    ResultHandle result(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK));
    char name[] = "c";
    PGresAttDesc column{name, 0, 0, 0, 25, -1, -1};
    REQUIRE(PQsetResultAttrs(result.get(), 1, &column) == 1);
    std::string value(text ? text : "");
    const int length = text ? static_cast<int>(value.size()) : -1;
    REQUIRE(PQsetvalue(result.get(), 0, 0, text ? value.data() : nullptr, length) == 1);
    return ResultSet(std::move(result));
}

template <class T>
void check_refused(const char* text) {
    const auto rows = one(text);
    CAPTURE(text ? text : "NULL");
    try {
        static_cast<void>(rows[0].get<T>(0));
        FAIL("not refused");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "22000");
        CHECK_THAT(error.what(), Catch::Contains("column 0 (c)"));
    }
}

}  // namespace

TEST_CASE("columns are read as what they are") {
    CHECK(one("t")[0].get<bool>(0));
    CHECK_FALSE(one("f")[0].get<bool>(0));
    CHECK(one("-32768")[0].get<std::int16_t>(0) == -32768);
    CHECK(one("2147483647")[0].get<std::int32_t>(0) == 2147483647);
    CHECK(one("-9223372036854775808")[0].get<std::int64_t>(0) == std::numeric_limits<std::int64_t>::min());
    CHECK(one("0.5")[0].get<double>(0) == 0.5);
    CHECK(one("")[0].get<std::string>(0).empty());
    CHECK(one("{1,2}")[0].get<std::vector<std::int64_t>>(0) == std::vector<std::int64_t>{1, 2});
    CHECK(one("{a,\"b,c\"}")[0].get<std::vector<std::string>>(0) == std::vector<std::string>{"a", "b,c"});
}

TEST_CASE("NULL is read as an empty optional only") {
    CHECK(one(nullptr)[0].is_null(0));
    CHECK_FALSE(one(nullptr)[0].get<std::optional<std::string>>(0).has_value());
    CHECK(one("3")[0].get<std::optional<std::int32_t>>(0) == 3);
    check_refused<std::string>(nullptr);
    check_refused<std::int64_t>(nullptr);
    check_refused<std::vector<std::string>>(nullptr);
}

TEST_CASE("text that is not of the type, or out of its range, is refused and names the column") {
    check_refused<bool>("true");
    check_refused<std::int16_t>("32768");
    check_refused<std::int32_t>("2147483648");
    check_refused<std::int64_t>("9223372036854775808");
    check_refused<std::int32_t>("1.5");
    check_refused<std::int32_t>("");
    check_refused<double>("one");
    check_refused<core::Instant>("2024-01-01");
    check_refused<std::vector<std::int64_t>>("{a}");
    check_refused<std::vector<std::string>>("a");
    check_refused<std::optional<std::int32_t>>("x");
}

TEST_CASE("a column that does not exist is refused") {
    const auto rows = one("1");
    CHECK_THROWS_AS(rows[0].get<std::int32_t>(1), SqlError);
    CHECK_THROWS_AS(rows[0].get<std::int32_t>(-1), SqlError);
}
