#include "core/base/digest.hpp"

#include <catch2/catch.hpp>

#include <set>

TEST_CASE("sha256_hex gives the digests of FIPS 180-4's examples", "[digest]") {
    const auto [text, digest] = GENERATE(table<std::string, std::string>({
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    }));
    CHECK(core::sha256_hex(text) == digest);
}

TEST_CASE("base64url is RFC 4648's without padding and reads back", "[digest]") {
    const auto [data, text] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"f", "Zg"},
        {"fo", "Zm8"},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg"},
        {"fooba", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy"},
        {"\xFB\xFF\xBF", "-_-_"},
        {std::string(3, '\0'), "AAAA"},
    }));
    CAPTURE(text);
    CHECK(core::to_base64url(data) == text);
    const auto decoded = core::from_base64url(text);
    REQUIRE(decoded.has_value());
    CHECK(*decoded == data);
}

TEST_CASE("base64url has one form for each byte string", "[digest]") {
    const std::string text = GENERATE(
        "Z",
        "Zg==",
        "Zm8=",
        "Zm9v\n",
        " Zm9v",
        "Zm9v ",
        "Zm+v",
        "Zm/v",
        "Zh",
        "Zm9",
        "Zm\xC3\xA4",
        "A",
        "AAAAA"
    );
    CAPTURE(text);
    const auto decoded = core::from_base64url(text);
    REQUIRE(decoded.has_error());
    CHECK(decoded.error().code == "malformed-base64url");
}

TEST_CASE("random tokens have the asked strength and never repeat", "[digest]") {
    std::set<std::string> tokens;
    for (int i = 0; i < 1000; ++i) {
        const std::string token = core::random_token(32);
        CHECK(token.size() == 43);
        tokens.insert(token);
    }
    CHECK(tokens.size() == 1000);
    CHECK(core::random_token(0).empty());
}

TEST_CASE("constant_time_equal is equality", "[digest]") {
    CHECK(core::constant_time_equal("", ""));
    CHECK(core::constant_time_equal("secret", "secret"));
    CHECK_FALSE(core::constant_time_equal("secret", "secreT"));
    CHECK_FALSE(core::constant_time_equal("secret", "secre"));
    CHECK_FALSE(core::constant_time_equal("", "x"));
}
