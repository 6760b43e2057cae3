#include "core/base/utf8.hpp"

#include <catch2/catch.hpp>

TEST_CASE("UTF-8 is accepted up to its bounds", "[utf8]") {
    const std::string text = GENERATE(
        "",
        "plain",
        "\x7F",
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF"
    );
    CHECK(core::is_utf8(text));
}

TEST_CASE("overlong forms surrogates and stray bytes are not UTF-8", "[utf8]") {
    const std::string text = GENERATE(
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC2",
        "\xC2\x20",
        "\xE0\x9F\xBF",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xE2\x82",
        "\xE2\x28\xA1",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF0\x9F\x98",
        "\xF5\x80\x80\x80",
        "\xFF",
        "fine \xFE"
    );
    CHECK_FALSE(core::is_utf8(text));
}

TEST_CASE("an invalid sequence ends before the byte that breaks it", "[utf8]") {
    CHECK(core::utf8_step("\xE2\x82\x41").length == 2);
    CHECK(core::utf8_step("\xF0\x9F\x98\xF0").length == 3);
    CHECK(core::utf8_step("\xED\xA0\x80").length == 1);
    CHECK(core::utf8_step("\xE2\x82\xAC").valid);
    CHECK(core::utf8_step("\xE2\x82\xAC").length == 3);
}
