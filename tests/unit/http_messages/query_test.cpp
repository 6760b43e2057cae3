#include "core/http/query.hpp"

#include <catch2/catch.hpp>

using namespace core;
using namespace core::http;
using namespace std::string_view_literals;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> faults_of(QueryReader& reader) {
    const auto outcome = reader.finish();
    std::vector<std::string> out;
    if (!outcome) {
        CHECK(outcome.error().kind == ErrorKind::malformed);
        CHECK(outcome.error().code == "invalid-parameters");
        for (const FieldError& field : outcome.error().fields) {
            CHECK(field.in == FaultPlace::query);
            CHECK_FALSE(field.detail.empty());
            out.push_back(field.name + ":" + field.code);
        }
    }
    return out;
}

constexpr std::array kSorts{"start"sv, "-start"sv, "cpd"sv};

}  // namespace

TEST_CASE("a query is read as form pairs", "[query]") {
    struct Row {
        const char* query;
        Pairs pairs;
    };

    const auto row = GENERATE(
        Row{"", {}},
        Row{"a=1", {{"a", "1"}}},
        Row{"a=1&b=2&a=3", {{"a", "1"}, {"b", "2"}, {"a", "3"}}},
        Row{"a", {{"a", ""}}},
        Row{"a=", {{"a", ""}}},
        Row{"=1", {{"", "1"}}},
        Row{"a=b=c", {{"a", "b=c"}}},
        Row{"&&a=1&", {{"a", "1"}}},
        Row{"q=two+words", {{"q", "two words"}}},
        Row{"q=1%2B1", {{"q", "1+1"}}},
        Row{"%61=%26%3D", {{"a", "&="}}},
        Row{"q=%C3%A9", {{"q", "\xC3\xA9"}}},
        Row{"a=1;b=2", {{"a", "1;b=2"}}}
    );
    CAPTURE(row.query);
    CHECK(parse_query(row.query).value() == row.pairs);
}

TEST_CASE("a query that cannot be read names every parameter at fault", "[query]") {
    struct Row {
        std::string query;
        std::vector<std::string> names;
    };

    std::string many;
    for (int i = 0; i < 257; ++i) {
        many += "a=1&";
    }
    const auto row = GENERATE_REF(
        Row{"a=%", {"a"}},
        Row{"a=%4", {"a"}},
        Row{"a=%zz", {"a"}},
        Row{"a=%00", {"a"}},
        Row{"a=%FF&b=%C3", {"a", "b"}},
        Row{"%FF=1", {""}},
        Row{"ok=1&a=%", {"a"}},
        Row{many, {""}}
    );
    CAPTURE(row.query);
    const auto pairs = parse_query(row.query);
    REQUIRE(pairs.has_error());
    CHECK(pairs.error().kind == ErrorKind::malformed);
    CHECK(pairs.error().code == "malformed-query");
    std::vector<std::string> names;
    for (const FieldError& field : pairs.error().fields) {
        names.push_back(field.name);
    }
    CHECK(names == row.names);
}

TEST_CASE("256 parameters are read", "[query]") {
    std::string many;
    for (int i = 0; i < 256; ++i) {
        many += "&a=1";
    }
    CHECK(parse_query(many).value().size() == 256);
}

TEST_CASE("values are read by name and type", "[query]") {
    QueryReader reader(
        "q=maths+%26+more&limit=30&need=2&need=-1&sort=-start&from=2028-02-29&level=a&level=b&cpd=cpd&cpd=cpd"
    );
    CHECK(reader.text("q", 12) == "maths & more");
    CHECK(reader.integer("limit", 1, 100) == 30);
    CHECK(reader.integers("need", -5, 5, 2) == std::vector<std::int64_t>{2, -1});
    CHECK(reader.choice("sort", kSorts) == 1U);
    CHECK(reader.choices("cpd", kSorts) == std::vector<std::size_t>{2});
    CHECK(reader.texts("level", 1, 2) == std::vector<std::string>{"a", "b"});
    CHECK(reader.day("from") == std::chrono::sys_days(std::chrono::year(2028) / 2 / 29));
    CHECK(reader.text("absent", 1) == std::nullopt);
    CHECK(reader.integers("none", 0, 1, 1).empty());
    CHECK(reader.ok());
    CHECK(reader.finish().has_value());
}

TEST_CASE("one answer reports every fault of a query", "[query]") {
    QueryReader reader(
        "limit=0&sort=up&from=2027-02-30&vertical=1&vertical=2&pagesize=3&need=x&need=1&need=y&bad=%&z=1&z=2"
    );
    CHECK(reader.integer("limit", 1, 100) == std::nullopt);
    CHECK(reader.choice("sort", kSorts) == std::nullopt);
    CHECK(reader.day("from") == std::nullopt);
    CHECK(reader.integer("vertical", 1, 9) == std::nullopt);
    CHECK(reader.integers("need", 1, 9, 5) == std::vector<std::int64_t>{1});
    reader.require("role");
    reader.fault("to", "before-from", "must not be before from");
    CHECK_FALSE(reader.ok());
    CHECK(
        faults_of(reader) ==
        std::vector<std::string>{
            "bad:malformed-query",
            "limit:invalid-value",
            "sort:invalid-value",
            "from:invalid-value",
            "vertical:repeated-parameter",
            "need:invalid-value",
            "need:invalid-value",
            "role:missing-parameter",
            "to:before-from",
            "pagesize:unknown-parameter",
            "z:unknown-parameter",
        }
    );
}

TEST_CASE("a whole number is digits within its range", "[query]") {
    struct Row {
        const char* query;
        std::optional<std::int64_t> number;
    };

    const auto row = GENERATE(
        Row{"n=1", 1},
        Row{"n=-3", -3},
        Row{"n=10", 10},
        Row{"n=11", std::nullopt},
        Row{"n=-4", std::nullopt},
        Row{"n=", std::nullopt},
        Row{"n", std::nullopt},
        Row{"n=+1", std::nullopt},
        Row{"n=%2B1", std::nullopt},
        Row{"n=1.0", std::nullopt},
        Row{"n=1e1", std::nullopt},
        Row{"n=0x1", std::nullopt},
        Row{"n=1%20", std::nullopt},
        Row{"n=99999999999999999999", std::nullopt}
    );
    CAPTURE(row.query);
    QueryReader reader(row.query);
    CHECK(reader.integer("n", -3, 10) == row.number);
    CHECK(reader.ok() == row.number.has_value());
}

TEST_CASE("a fault says what would have been right", "[query]") {
    const auto detail = [](std::string_view query, auto ask) {
        QueryReader reader(query);
        ask(reader);
        return reader.finish().error().fields.at(0).detail;
    };
    CHECK(detail("n=x", [](auto& r) { r.integer("n", 1, 9); }) == "must be a whole number from 1 to 9");
    CHECK(detail("s=x", [](auto& r) { r.choice("s", kSorts); }) == "must be one of: start, -start, cpd");
    CHECK(detail("s=x", [](auto& r) { r.choices("s", kSorts); }) == "must be one of: start, -start, cpd");
    CHECK(detail("d=x", [](auto& r) { r.day("d"); }) == "must be a day that exists, as YYYY-MM-DD");
    CHECK(detail("t=abc", [](auto& r) { r.text("t", 2); }) == "must be at most 2 bytes of UTF-8");
    CHECK(detail("t=abc", [](auto& r) { r.texts("t", 2, 1); }) == "must be at most 2 bytes of UTF-8");
    CHECK(detail("n=1&n=2", [](auto& r) { r.integers("n", 1, 9, 1); }) == "must be given at most 1 times");
    CHECK(detail("x=1", [](auto& r) { r.text("b", 1), r.add_known("a"); }) == "known are: a, b");
    CHECK(detail("x=1", [](auto&) {}) == "no parameter is known here");
}

TEST_CASE("a parameter that is known but not read is no fault", "[query]") {
    QueryReader reader("debug=1&x=2");
    reader.add_known("debug");
    CHECK(faults_of(reader) == std::vector<std::string>{"x:unknown-parameter"});
}

TEST_CASE("a flood of unknown parameters is answered in brief", "[query]") {
    std::string query;
    for (int i = 0; i < 200; ++i) {
        query += "p" + std::to_string(i) + "=1&";
    }
    QueryReader reader(query);
    CHECK(faults_of(reader).size() == 20);
}

TEST_CASE("what the builder writes reads back the same", "[query]") {
    const std::string query =
        QueryBuilder().add("q", "50% & caf\xC3\xA9 + #1?").add("limit", 30).add("need", -2).str();
    CHECK(query == "q=50%25%20%26%20caf%C3%A9%20%2B%20%231%3F&limit=30&need=-2");
    CHECK(
        parse_query(query).value() == Pairs{{"q", "50% & caf\xC3\xA9 + #1?"}, {"limit", "30"}, {"need", "-2"}}
    );
    CHECK(QueryBuilder().str().empty());
}
