#include "core/postgres/query.hpp"

#include <limits>

using core::Instant;
using core::postgres::Params;

TEST_CASE("parameters are bound in PostgreSQL's text format") {
    const std::vector<std::int64_t> numbers{1, 2};
    const std::vector<std::string> texts{"a", "b\"c"};
    const Params params(
        "text",
        std::string("string"),
        true,
        false,
        7,
        std::numeric_limits<std::int64_t>::min(),
        0.25,
        Instant{},
        numbers,
        texts
    );
    const char* expected[] = {
        "text",
        "string",
        "t",
        "f",
        "7",
        "-9223372036854775808",
        "0.25",
        "1970-01-01 00:00:00.000000+00",
        "{1,2}",
        R"({"a","b\"c"})"
    };
    REQUIRE(params.size() == std::size(expected));
    for (std::size_t i = 0; i < params.size(); ++i) CHECK(params[i].value() == expected[i]);
}

TEST_CASE("an empty optional is NULL, a full one its value") {
    const Params params(std::optional<std::string>(), std::optional<int>(3), std::optional<std::string>(""));
    CHECK_FALSE(params[0].has_value());
    CHECK(params[1] == "3");
    CHECK(params[2] == "");
}

TEST_CASE("parameters are copied as parameters, not bound as a value") {
    Params first("x");
    first.add_null();
    const Params second(first);
    CHECK(second.size() == 2);
}
