#include "core/base/json.hpp"

#include <catch2/catch.hpp>

#include <limits>

using core::json::Writer;

namespace {

std::string quoted(std::string_view text) {
    std::string out;
    core::json::append_string(out, text);
    return out;
}

}  // namespace

TEST_CASE("the writer sets commas in nested values", "[json]") {
    std::string out;
    Writer writer(out);
    writer.begin_object().member("a", 1).key("b").begin_array();
    writer.value("x").begin_array().end_array().begin_object().end_object().null().value(true).end_array();
    writer.member("c", std::optional<int>()).member("d", std::optional<std::string>("y"));
    writer.key("e").raw(R"({"f":2})").member("g", false).end_object();
    CHECK(out == R"({"a":1,"b":["x",[],{},null,true],"c":null,"d":"y","e":{"f":2},"g":false})");
}

TEST_CASE("numbers are written in the shortest form that reads back", "[json]") {
    const auto [number, text] = GENERATE(table<double, std::string>({
        {0.1, "0.1"},
        {2.0, "2"},
        {-3.5, "-3.5"},
        {1.0 / 3.0, "0.3333333333333333"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {std::numeric_limits<double>::quiet_NaN(), "null"},
        {std::numeric_limits<double>::infinity(), "null"},
        {-std::numeric_limits<double>::infinity(), "null"},
    }));
    std::string out;
    Writer(out).value(number);
    CHECK(out == text);
}

TEST_CASE("whole numbers keep all 64 bits", "[json]") {
    std::string out;
    Writer writer(out);
    writer.begin_array().value(std::numeric_limits<std::int64_t>::min());
    writer.value(std::numeric_limits<std::uint64_t>::max()).end_array();
    CHECK(out == "[-9223372036854775808,18446744073709551615]");
}

TEST_CASE("text is escaped by the JSON rules", "[json]") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"", R"("")"},
        {"plain", R"("plain")"},
        {"exactly8", R"("exactly8")"},
        {"a \"quoted\" word", R"("a \"quoted\" word")"},
        {R"(back\slash)", R"("back\\slash")"},
        {"line\r\nfeed\ttab", R"("line\r\nfeed\ttab")"},
        {std::string("nul\0in it", 9), R"("nul\u0000in it")"},
        {"\x01\x1F\x7F", "\"\\u0001\\u001f\x7F\""},
        {"</script>", R"("</script>")"},
        {"d\xC3\xA9j\xC3\xA0 \xE2\x82\xAC \xF0\x9F\x98\x80",
         "\"d\xC3\xA9j\xC3\xA0 \xE2\x82\xAC \xF0\x9F\x98\x80\""},
        {"bad \xFF byte", "\"bad \xEF\xBF\xBD byte\""},
        {"cut \xE2\x82", "\"cut \xEF\xBF\xBD\""},
        {"half \xED\xA0\x80", "\"half \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"\xFF\n\"", "\"\xEF\xBF\xBD\\n\\\"\""},
    }));
    CHECK(quoted(text) == expected);
}

TEST_CASE("a byte that needs care is found wherever it stands", "[json]") {
    const auto [care, escaped] = GENERATE(table<std::string, std::string>({
        {"\"", "\\\""},
        {"\\", "\\\\"},
        {"\n", "\\n"},
        {"\x1F", "\\u001f"},
        {"\x80", "\xEF\xBF\xBD"},
        {"\xC3\xA9", "\xC3\xA9"},
        {" ", " "},
        {"!", "!"},
        {"#", "#"},
        {"[", "["},
        {"]", "]"},
    }));
    for (std::size_t before = 0; before < 20; ++before) {
        for (std::size_t after = 0; after < 20; ++after) {
            const std::string a(before, 'a');
            const std::string z(after, '~');
            REQUIRE(quoted(a + care + z) == '"' + a + escaped + z + '"');
        }
    }
}

TEST_CASE("pointer tokens are escaped by RFC 6901", "[json]") {
    std::string pointer;
    core::json::append_pointer(pointer, "a/b");
    core::json::append_pointer(pointer, "m~n");
    core::json::append_pointer(pointer, "");
    CHECK(pointer == "/a~1b/m~0n/");
}
