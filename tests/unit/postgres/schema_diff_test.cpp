#include "core/postgres/schema_diff.hpp"

using core::postgres::compare_schemas;
using Lines = std::vector<std::string>;

TEST_CASE("equal schemas have no differences") {
    CHECK(compare_schemas({{"table a", "x"}}, {{"table a", "x"}}).empty());
}

TEST_CASE("what is missing, different and unexpected has a line each") {
    const auto lines = compare_schemas(
        {{"column a.x", "integer"}, {"table b", ""}},
        {{"column a.x", "bigint\nnot null"}, {"index c", "create"}}
    );
    CHECK(
        lines ==
        Lines{
            "different: column a.x: is `integer`, should be `bigint not null`",
            "missing: index c",
            "unexpected: table b"
        }
    );
}
