#include "core/http/percent.hpp"

#include <catch2/catch.hpp>

using namespace core::http;

TEST_CASE("percent escapes decode to UTF-8 or to nothing", "[percent]") {
    struct Row {
        std::string text;
        std::optional<std::string> literal;
        std::optional<std::string> space;
    };

    const auto row = GENERATE(
        Row{"", "", ""},
        Row{"abc", "abc", "abc"},
        Row{"a+b", "a+b", "a b"},
        Row{"a%2Bb+", "a+b+", "a+b "},
        Row{"%41%7e", "A~", "A~"},
        Row{"%C3%a9", "\xC3\xA9", "\xC3\xA9"},
        Row{"\xC3\xA9", "\xC3\xA9", "\xC3\xA9"},
        Row{"%25", "%", "%"},
        Row{"%2541", "%41", "%41"},
        Row{"%", std::nullopt, std::nullopt},
        Row{"a%4", std::nullopt, std::nullopt},
        Row{"%g0", std::nullopt, std::nullopt},
        Row{"% 41", std::nullopt, std::nullopt},
        Row{"%00", std::nullopt, std::nullopt},
        Row{std::string("a\0b", 3), std::nullopt, std::nullopt},
        Row{"%C3", std::nullopt, std::nullopt},
        Row{"%80", std::nullopt, std::nullopt}
    );
    CAPTURE(row.text);
    CHECK(percent_decode(row.text) == row.literal);
    CHECK(percent_decode(row.text, Plus::space) == row.space);
}

TEST_CASE("everything but unreserved characters is escaped", "[percent]") {
    std::string out = "x=";
    append_percent_encoded(out, "Az09-._~ &=+/?#%\"\xC3\xA9");
    CHECK(out == "x=Az09-._~%20%26%3D%2B%2F%3F%23%25%22%C3%A9");
}
