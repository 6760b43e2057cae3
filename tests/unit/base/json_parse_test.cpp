#include "core/base/json.hpp"

#include <catch2/catch.hpp>

using core::json::Document;
using core::json::ParseLimits;

namespace {

std::string rewritten(std::string_view text) {
    std::string out;
    Document::parse(text).value().root().append_to(out);
    return out;
}

std::string code_of(std::string_view text, ParseLimits limits = {}) {
    const auto parsed = Document::parse(text, limits);
    return parsed.has_value() ? "accepted" : parsed.error().code;
}

std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("values are read as what they are", "[json]") {
    const auto document = Document::parse(
        R"( {"s":"a\u00e9\ud83d\ude00","i":-5,"big":9223372036854775807,"huge":18446744073709551615,
             "d":1.0,"t":true,"n":null,"l":[1,2,3],"o":{"x":{}}} )"
    );
    REQUIRE(document.has_value());
    const auto root = document->root();
    REQUIRE(root.is_object());
    CHECK(root.size() == 9);
    CHECK(root.find("s").as_string() == "a\xC3\xA9\xF0\x9F\x98\x80");
    CHECK(root.find("i").as_int() == -5);
    CHECK(root.find("big").as_int() == INT64_MAX);
    CHECK_FALSE(root.find("huge").as_int());
    CHECK(root.find("huge").as_number() == 18446744073709551615.0);
    CHECK_FALSE(root.find("d").as_int());
    CHECK(root.find("d").as_number() == 1.0);
    CHECK(root.find("t").as_bool() == true);
    CHECK(root.find("n").is_null());
    CHECK(root.find("l").at(2).as_int() == 3);
    CHECK(root.find("o").find("x").is_object());
    CHECK(root.member_name(1) == "i");
    CHECK(root.member_value(1).as_int() == -5);
}

TEST_CASE("what is absent or of another kind reads as nothing", "[json]") {
    const auto document = Document::parse(R"({"a":[1]})");
    const auto root = document.value().root();
    CHECK_FALSE(root.find("b").exists());
    CHECK_FALSE(root.find("b").find("c").at(0).exists());
    CHECK_FALSE(root.find("a").at(1).exists());
    CHECK_FALSE(root.find("a").find("x").exists());
    CHECK_FALSE(root.at(0).exists());
    CHECK_FALSE(root.member_value(1).exists());
    CHECK(root.member_name(1).empty());
    CHECK_FALSE(root.as_string());
    CHECK_FALSE(root.as_bool());
    CHECK_FALSE(root.as_number());
    CHECK(root.find("a").at(0).size() == 0);
    CHECK_FALSE(core::json::Value().is_null());
}

TEST_CASE("a document is written back unchanged", "[json]") {
    const std::string text = GENERATE(
        "null",
        "\"x\"",
        "[]",
        "{}",
        "-1",
        R"([1,"a\n",{"k":[true,false,null,0.5]},18446744073709551615])",
        R"({"":{"a/b":-9223372036854775808}})"
    );
    CHECK(rewritten(text) == text);
}

TEST_CASE("a document stays valid when it is moved", "[json]") {
    Document first = Document::parse(R"(["short","a text long enough to leave any small buffer"])").value();
    const auto root = first.root();
    const Document second = std::move(first);
    CHECK(root.at(0).as_string() == "short");
    CHECK(second.root().at(1).as_string() == "a text long enough to leave any small buffer");
}

TEST_CASE("text that is not exactly one JSON document is refused", "[json]") {
    const std::string text = GENERATE(
        std::string(),
        std::string(" "),
        std::string("{"),
        std::string("[1,]"),
        std::string("{\"a\":1,}"),
        std::string("{a:1}"),
        std::string("'a'"),
        std::string("01"),
        std::string("+1"),
        std::string("1."),
        std::string("NaN"),
        std::string("1e999"),
        std::string("1 2"),
        std::string("{} x"),
        std::string("[1]//c"),
        std::string("\"a\nb\""),
        std::string("\"\\x\""),
        std::string("\"\xFF\""),
        std::string("\"\xC0\x80\""),
        std::string("\"\xED\xA0\x80\""),
        std::string("\"\xE2\x82\""),
        std::string("\"\\ud800\""),
        std::string("\"\\udc00\""),
        std::string("{\"\\udc00\":1}"),
        std::string("\"\\ud800x\""),
        std::string("\xEF\xBB\xBF{}"),
        std::string("[1\0]", 4),
        std::string("{}\0", 3),
        std::string("{}\0{}", 5),
        std::string("\"a\0b\"", 5)
    );
    CAPTURE(text);
    const auto parsed = Document::parse(text);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().kind == core::ErrorKind::malformed);
    CHECK(parsed.error().code == "malformed-json");
    CHECK_THAT(parsed.error().detail, Catch::Contains("at byte"));
}

TEST_CASE("the offset names the place of the fault", "[json]") {
    const auto [text, ending] = GENERATE(table<std::string, std::string>({
        {R"({"a":tru})", "(at byte 8)"},
        {"[1, 2, x]", "(at byte 7)"},
        {std::string("{}\0{}", 5), "(at byte 2)"},
        {R"({"one":1,"two":2,"one":3})", "(at byte 18)"},
    }));
    CHECK_THAT(Document::parse(text).error().detail, Catch::EndsWith(ending));
}

TEST_CASE("an object names each member once", "[json]") {
    const std::string text = GENERATE(
        R"({"a":1,"a":2})",
        R"({"a":1,"b":{"c":1,"d":2,"c":3}})",
        R"([{"x":[],"y":0,"\u0078":1}])",
        R"({"":1,"":1})"
    );
    CAPTURE(text);
    CHECK(code_of(text) == "json-duplicate-member");
    CHECK(code_of(R"({"a":{"a":1},"b":{"a":[{"a":2},{"a":3}]}})") == "accepted");
}

TEST_CASE("nesting ends at the limit", "[json]") {
    CHECK(code_of(repeat("[", 32) + repeat("]", 32)) == "accepted");
    CHECK(code_of(repeat("[", 33) + repeat("]", 33)) == "json-too-deep");
    CHECK(code_of(repeat("{\"a\":", 33) + "1" + repeat("}", 33)) == "json-too-deep");
    CHECK(code_of(repeat("[[]],", 0) + "[[],[],[[]]]", {3, 100}) == "accepted");
    CHECK(code_of(repeat("[", 5'000'000)) == "json-too-deep");
}

TEST_CASE("the number of values ends at the limit", "[json]") {
    CHECK(code_of("[1,2,3]", {8, 4}) == "accepted");
    CHECK(code_of("[1,2,3,4]", {8, 4}) == "json-too-large");
    CHECK(code_of(R"({"a":[],"b":{}})", {8, 2}) == "json-too-large");
    CHECK(code_of("[" + repeat("0,", 99'998) + "0]") == "accepted");
    CHECK(code_of("[" + repeat("0,", 99'999) + "0]") == "json-too-large");
}

TEST_CASE("a document that ends inside a UTF-8 sequence is refused without reading past it", "[json]") {
    const std::string cut = GENERATE(
        as<std::string>(),
        "{\"a\xC3",
        "{\"a\xE0",
        "{\"a\xE2\x82",
        "{\"a\xF0\x9F\x98",
        "\"\xF4",
        "{\"name\xE0\xA4"
    );
    const auto read = core::json::Document::parse(cut);
    REQUIRE(read.has_error());
    CHECK(read.error().code == "malformed-json");
}

TEST_CASE("numbers of any size are read", "[json]") {
    const auto [text, expected] = GENERATE(table<std::string, double>(
        {{"0e-100", 0.0}, {"1e300", 1e300}, {"2.5", 2.5}, {"-0.25", -0.25}, {"1e-320", 0.0}}
    ));
    const auto read = core::json::Document::parse(text);
    REQUIRE(read.has_value());
    CHECK(read->root().as_number().value() == Approx(expected).margin(1e-300));
}
