#include "core/http/client_target.hpp"

#include <catch2/catch.hpp>

using namespace core;
using namespace core::http;

TEST_CASE("a URL says where a request goes", "[client]") {
    struct Row {
        const char* url;
        bool tls;
        const char* host;
        const char* port;
        const char* authority;
        const char* target;
    };

    const auto row = GENERATE(
        Row{"http://app", false, "app", "80", "app", "/"},
        Row{"http://app/", false, "app", "80", "app", "/"},
        Row{"HTTP://app:80/a", false, "app", "80", "app", "/a"},
        Row{"http://app:/a", false, "app", "80", "app", "/a"},
        Row{"https://app/a/b?x=1&y=%20#part", true, "app", "443", "app", "/a/b?x=1&y=%20"},
        Row{"https://app:443/", true, "app", "443", "app", "/"},
        Row{"https://app:80/", true, "app", "80", "app:80", "/"},
        Row{"http://app?x", false, "app", "80", "app", "/?x"},
        Row{"http://127.0.0.1:8001/a", false, "127.0.0.1", "8001", "127.0.0.1:8001", "/a"},
        Row{"http://[::1]:8001/a", false, "::1", "8001", "[::1]:8001", "/a"}
    );
    CAPTURE(row.url);
    const auto target = parse_client_target(row.url).value();
    CHECK(target.tls == row.tls);
    CHECK(target.host == row.host);
    CHECK(target.port == row.port);
    CHECK(target.authority == row.authority);
    CHECK(target.target == row.target);
}

TEST_CASE("what is no http URL is refused before anything is sent", "[client]") {
    const auto* url = GENERATE(
        "",
        "app",
        "/path",
        "//app/path",
        "ftp://app/",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://user@app/",
        "http://user:secret@app/",
        "http://app:0/",
        "http://app:65536/",
        "http://app:x/",
        "http://app/a b",
        "http://app/a\r\nX: y",
        "http://app/%zz",
        "http://[v1.x]/",
        "http://[::1/"
    );
    CAPTURE(url);
    const auto target = parse_client_target(url);
    REQUIRE(target.has_error());
    CHECK(target.error().kind == ErrorKind::invalid_input);
    CHECK(target.error().code == "bad-url");
    CHECK(target.error().detail.find("secret") == std::string::npos);
}

TEST_CASE("connections are shared by scheme, host and port alone", "[client]") {
    const auto key = [](std::string_view url) { return parse_client_target(url).value().connection_key(); };
    CHECK(key("http://app/a") == key("http://app:80/b?c"));
    CHECK(key("http://app/") != key("https://app/"));
    CHECK(key("http://app/") != key("http://app:81/"));
    CHECK(key("http://app/") != key("http://cms/"));
}
