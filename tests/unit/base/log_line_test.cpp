#include "core/base/log_line.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

#include <catch2/catch.hpp>

using namespace core::log;

namespace {

std::string rendered(Level level, std::string_view message, Fields fields = {}) {
    std::string out;
    const auto now = core::parse_instant("2026-11-21T11:41:39.000042Z").value();
    render(out, now, level, process_members("app_server", "0.1.0"), message, fields);
    return out;
}

}  // namespace

TEST_CASE("a line is one JSON object with its time in UTC", "[log]") {
    CHECK(
        rendered(Level::info, "listening", {{"port", 8000}, {"tls", false}, {"address", "[::]"}}) ==
        R"({"ts":"2026-11-21T11:41:39.000042Z","level":"info","service":"app_server","version":"0.1.0",)"
        R"("msg":"listening","port":8000,"tls":false,"address":"[::]"})"
        "\n"
    );
}

TEST_CASE("nothing logged can break or forge a line", "[log]") {
    const std::string text = GENERATE(
        "a\nb", "a\r\nb", "\",\"level\":\"error", "\\", "\x1b[31m", "\xFF\xFE", "\xE2\x80\xA8", "tab\there"
    );
    CAPTURE(text);
    const std::string line = rendered(Level::warning, text, {{"path", text}, {text, 1}});
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.find('\r') == std::string::npos);
    CHECK(line.find('\x1b') == std::string::npos);
    const auto document = core::json::Document::parse(line);
    REQUIRE(document.has_value());
    CHECK(document->root().find("level").as_string() == "warning");
    CHECK(document->root().size() == 7);
}

TEST_CASE("numbers of every width are logged as they are", "[log]") {
    const std::string line = rendered(
        Level::debug,
        "n",
        {{"a", std::int8_t{-1}}, {"b", UINT64_MAX}, {"c", INT64_MIN}, {"d", 0.25}, {"e", std::size_t{7}}}
    );
    CHECK_THAT(
        line, Catch::Contains(R"("a":-1,"b":18446744073709551615,"c":-9223372036854775808,"d":0.25,"e":7})")
    );
}

TEST_CASE("the time of a line follows the clock", "[log]") {
    const auto time_of = [](std::string_view now) {
        std::string out;
        render(out, core::parse_instant(now).value(), Level::info, "", "x", {});
        return out.substr(7, 27);
    };
    CHECK(time_of("2026-11-21T11:41:39.999999Z") == "2026-11-21T11:41:39.999999Z");
    CHECK(time_of("2026-11-21T11:41:39Z") == "2026-11-21T11:41:39.000000Z");
    CHECK(time_of("2026-12-31T23:59:59.5Z") == "2026-12-31T23:59:59.500000Z");
    CHECK(time_of("2027-01-01T00:00:00.000001Z") == "2027-01-01T00:00:00.000001Z");
}

TEST_CASE("levels are read by their names alone", "[log]") {
    CHECK(parse_level("debug").value() == Level::debug);
    CHECK(parse_level("error").value() == Level::error);
    CHECK(parse_level("INFO").has_error());
    CHECK(parse_level("").has_error());
}
