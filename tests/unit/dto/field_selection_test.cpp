#include "app_server/dto/field_selection.hpp"

#include <catch2/catch.hpp>

using app::FieldSelection;

namespace {

std::string selected(std::string_view fields, std::string_view json) {
    const auto document = core::json::Document::parse(json).value();
    std::string out;
    FieldSelection::parse(fields).value().append_selected(out, document.root());
    return out;
}

constexpr std::string_view kItem =
    R"({"uid":"a","provider":{"id":5,"name":"Bar"},"areas":[{"id":1,"name":"X"},{"id":2,"name":"Y"}],"url":null,"n":1.50})";

}  // namespace

TEST_CASE("A selection keeps the asked members, in the item's own order", "[fields]") {
    CHECK(selected("uid", kItem) == R"({"uid":"a"})");
    CHECK(selected("provider,uid", kItem) == R"({"uid":"a","provider":{"id":5,"name":"Bar"}})");
    CHECK(selected("provider.name", kItem) == R"({"provider":{"name":"Bar"}})");
    CHECK(selected("provider.name,provider.id", kItem) == R"({"provider":{"id":5,"name":"Bar"}})");
    CHECK(selected("areas.id", kItem) == R"({"areas":[{"id":1},{"id":2}]})");
    CHECK(selected("url,n", kItem) == R"({"url":null,"n":1.5})");
    CHECK(selected("uid,uid", kItem) == R"({"uid":"a"})");
}

TEST_CASE("A whole member and a part of it are the whole member, in either order", "[fields]") {
    const std::string whole = R"({"provider":{"id":5,"name":"Bar"}})";
    CHECK(selected("provider,provider.name", kItem) == whole);
    CHECK(selected("provider.name,provider", kItem) == whole);
    CHECK(selected("provider.name,provider,provider.id", kItem) == whole);
}

TEST_CASE("What an item lacks is left out", "[fields]") {
    CHECK(selected("nothing", kItem) == "{}");
    CHECK(selected("provider.nothing,uid", kItem) == R"({"uid":"a","provider":{}})");
    CHECK(selected("uid.deeper", kItem) == R"({"uid":"a"})");  // a value without members stays as it is
    CHECK(selected("url.deeper", kItem) == R"({"url":null})");
}

TEST_CASE("What is no list of member names is refused", "[fields]") {
    std::string fifty = "m0", fifty_one;
    for (int i = 1; i < 50; ++i) fifty += ",m" + std::to_string(i);
    fifty_one = fifty + ",m50";
    CHECK(FieldSelection::parse(fifty).has_value());
    for (const std::string& text : std::vector<std::string>{
             "",
             ",",
             "uid,",
             ",uid",
             "uid,,name",
             ".",
             "uid.",
             ".uid",
             "a..b",
             "uid ",
             "UID",
             "u-id",
             "a.b.",
             "\xC3\xA9",
             "a/b",
             "*",
             fifty_one
         }) {
        INFO('"' << text << '"');
        const auto parsed = FieldSelection::parse(text);
        REQUIRE(parsed.has_error());
        CHECK(parsed.error().kind == core::ErrorKind::malformed);
        CHECK(parsed.error().code == "invalid-fields");
    }
}

TEST_CASE("A very deep path is read and finds nothing", "[fields]") {
    std::string deep = "uid";
    for (int i = 0; i < 300; ++i) deep += ".a";
    CHECK(selected(deep, kItem) == R"({"uid":"a"})");
}
