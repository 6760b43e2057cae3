#include "scraper/engine/read/charset.hpp"

#include <catch2/catch.hpp>

#include <string>

using scraper::read::decode_body;
using scraper::read::encoding_of_label;

TEST_CASE("the encoding is sniffed as the HTML standard says", "[scraper][charset]") {
    const std::string latin = "<p>caf\xE9 \x96</p>";
    CHECK(decode_body(latin, "text/html; charset=ISO-8859-1").text == "<p>caf\u00e9 \u2013</p>");
    CHECK(decode_body(latin, "text/html").encoding == "windows-1252");
    CHECK(
        decode_body("<meta charset=windows-1251>\xCF\xF0", "text/html").text.find("\u041f\u0440") !=
        std::string::npos
    );
    CHECK(
        decode_body("<meta http-equiv=content-type content='text/html; charset=Shift_JIS'>\x83\x65", "")
            .text.find("\u30c6") != std::string::npos
    );
    CHECK(
        decode_body("<?xml version='1.0' encoding='iso-8859-2'?>\xB1", "").text.find("\u0105") !=
        std::string::npos
    );
    CHECK(decode_body("caf\u00e9", "").encoding == "UTF-8");
    // A mark beats the server, the server beats the page.
    CHECK(decode_body("\xEF\xBB\xBFx", "text/html; charset=windows-1252").text == "x");
    CHECK(decode_body(std::string("\xFF\xFEx\0", 4), "").text == "x");
    CHECK(decode_body("<meta charset=utf-8>\xE9", "text/html; charset=windows-1252").text.ends_with("\u00e9")
    );
    CHECK(decode_body("\xE9", "text/html; charset=utf-8", "windows-1252").text == "\u00e9");
}

TEST_CASE("bytes that mean nothing are replaced and named", "[scraper][charset]") {
    const auto decoded = decode_body("a\xFF\xFE\x80z", "text/html; charset=utf-8");
    CHECK(decoded.damaged);
    CHECK(decoded.text == "a\uFFFD\uFFFD\uFFFDz");
    CHECK_FALSE(decode_body("plain", "").damaged);
}

TEST_CASE("labels that would turn text into markup are not known", "[scraper][charset]") {
    CHECK(encoding_of_label("utf-7").empty());
    CHECK(encoding_of_label("ibm-037").empty());
    CHECK(encoding_of_label("nonsense").empty());
    CHECK(encoding_of_label(" ISO-8859-1 ") == "windows-1252");
    CHECK(encoding_of_label("gb2312") == "GBK");
}
