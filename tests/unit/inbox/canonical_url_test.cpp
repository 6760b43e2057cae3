#include "core/domain/scraped_course.hpp"

#include <catch2/catch.hpp>

using core::domain::canonical_url;

namespace {

struct Spelling {
    const char* written;
    const char* canonical;
};

constexpr Spelling kSpellings[] = {
    {"https://example.com/a", "https://example.com/a"},
    {"  https://example.com/a\r\n", "https://example.com/a"},
    {"HTTPS://Example.COM/A", "https://example.com/A"},
    {"https://example.com", "https://example.com/"},
    {"https://example.com?id=3", "https://example.com/?id=3"},
    {"https://example.com:443/a", "https://example.com/a"},
    {"http://example.com:80/a", "http://example.com/a"},
    {"http://example.com:/a", "http://example.com/a"},
    {"http://example.com:443/a", "http://example.com:443/a"},
    {"https://example.com:8443/a", "https://example.com:8443/a"},
    {"https://example.com/a/./b/../c", "https://example.com/a/c"},
    {"https://example.com/../a", "https://example.com/a"},
    {"https://example.com/a/b/..", "https://example.com/a/"},
    {"https://example.com/a/.", "https://example.com/a/"},
    {"https://example.com/%7euser", "https://example.com/~user"},
    {"https://example.com/%41%62c", "https://example.com/Abc"},
    {"https://example.com/a%2fb", "https://example.com/a%2Fb"},
    {"https://example.com/a%2Fb", "https://example.com/a%2Fb"},
    {"https://example.com/caf%c3%a9", "https://example.com/caf%C3%A9"},
    {"https://example.com/caf\xC3\xA9", "https://example.com/caf%C3%A9"},
    {"https://example.com/a b", "https://example.com/a%20b"},
    {"https://example.com/100%", "https://example.com/100%25"},
    {"https://example.com/50%zz", "https://example.com/50%25zz"},
    {"https://example.com/a[1]", "https://example.com/a%5B1%5D"},
    {"https://example.com/?q={x}|y", "https://example.com/?q=%7Bx%7D%7Cy"},
    {"https://example.com/a#section", "https://example.com/a"},
    {"https://example.com/a?#", "https://example.com/a"},
    {"https://example.com/a?", "https://example.com/a"},
    {"https://example.com/a?utm_source=mail", "https://example.com/a"},
    {"https://example.com/a?UTM_Source=mail&id=1", "https://example.com/a?id=1"},
    {"https://example.com/a?id=1&utm_medium=x&page=2&fbclid=y", "https://example.com/a?id=1&page=2"},
    {"https://example.com/a?gclid=1&msclkid=2&mc_cid=3&mc_eid=4&yclid=5", "https://example.com/a"},
    {"https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"},
    {"https://example.com/a?x=%2e%2E", "https://example.com/a?x=.."},
    {"https://example.com/a?x=a+b", "https://example.com/a?x=a+b"},
    {"https://example.com/a?x=a%26b", "https://example.com/a?x=a%26b"},
    {"https://example.com/a?x=1&&y=2", "https://example.com/a?x=1&y=2"},
    {"https://example.com/a/", "https://example.com/a/"},
    {"https://example.com//a", "https://example.com//a"},
    {"http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"},
    {"http://[2001:db8::1]:80/a", "http://[2001:db8::1]/a"},
    {"http://192.0.2.7/a", "http://192.0.2.7/a"},
};

constexpr const char* kNoUrls[] = {
    "",
    "   ",
    "example.com/a",
    "/a",
    "mailto:staff@example.com",
    "ftp://example.com/a",
    "javascript:alert(1)",
    "https://",
    "https:///a",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://example.com:80a/",
    "https://exam ple.com/",
    "https://ex\xC3\xA4mple.com/",
};

}  // namespace

TEST_CASE("Every spelling of a web address has one canonical form", "[inbox]") {
    for (const auto& [written, canonical] : kSpellings) {
        CAPTURE(written);
        const auto url = canonical_url(written);
        REQUIRE(url.has_value());
        CHECK(*url == canonical);
    }
}

TEST_CASE("The canonical form of a canonical form is itself", "[inbox]") {
    for (const auto& [written, canonical] : kSpellings) {
        CAPTURE(written);
        CHECK(canonical_url(canonical).value() == canonical);
    }
}

TEST_CASE("What is no public web address has no canonical form", "[inbox]") {
    for (const char* text : kNoUrls) {
        CAPTURE(text);
        const auto url = canonical_url(text);
        REQUIRE_FALSE(url.has_value());
        CHECK(url.error().kind == core::ErrorKind::invalid_input);
        CHECK(url.error().code == "malformed-url");
    }
}

TEST_CASE("An address may be so long and no longer", "[inbox]") {
    const std::string start = "https://example.com/";
    CHECK(canonical_url(start + std::string(core::domain::kMaxUrlBytes - start.size(), 'a')).has_value());
    CHECK_FALSE(
        canonical_url(start + std::string(core::domain::kMaxUrlBytes - start.size() + 1, 'a')).has_value()
    );
    // Escaping may make it too long.
    CHECK_FALSE(
        canonical_url(start + std::string(core::domain::kMaxUrlBytes - start.size(), ' ') + "a").has_value()
    );
}
