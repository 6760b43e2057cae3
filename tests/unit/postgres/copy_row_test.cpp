#include "core/postgres/connection.hpp"

using core::postgres::CopyRow;

TEST_CASE("a COPY row separates by tabs, escapes what would break it, and ends the line") {
    std::string out;
    CopyRow(out).add("a\tb\nc\\d\re").add(std::int64_t{-5}).add(true).add_null().add("").add("\\N");
    CHECK(out == "a\\tb\\nc\\\\d\\re\t-5\tt\t\\N\t\t\\\\N\n");
}

TEST_CASE("COPY rows follow each other in one buffer") {
    std::string out;
    CopyRow(out).add(1);
    CopyRow(out).add(std::optional<std::string>()).add(std::optional<int>(2));
    CopyRow(out).add(core::Instant{});
    CHECK(out == "1\n\\N\t2\n1970-01-01 00:00:00.000000+00\n");
}

TEST_CASE("a COPY row escapes an array once more than the array does") {
    std::string out;
    CopyRow(out).add(std::vector<std::string>{"a\"b"}).add(std::vector<std::int64_t>{1, 2});
    CHECK(out == "{\"a\\\\\"b\"}\t{1,2}\n");
}
