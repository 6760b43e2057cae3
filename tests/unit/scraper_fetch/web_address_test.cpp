#include "scraper/engine/guard/web_address.hpp"

using scraper::parse_web_address;

TEST_CASE("every spelling of a host ends as the host that is meant", "[scraper][guard]") {
    struct Row {
        const char* text;
        const char* host;
    };

    const auto row = GENERATE(
        Row{"http://127.1/", "127.0.0.1"},
        Row{"http://2130706433/", "127.0.0.1"},
        Row{"http://0x7f.1/", "127.0.0.1"},
        Row{"http://0x7f000001/", "127.0.0.1"},
        Row{"http://0177.0.0.1/", "127.0.0.1"},
        Row{"http://017700000001/", "127.0.0.1"},
        Row{"http://127.0.0.1./", "127.0.0.1"},
        Row{"http://127.1./", "127.0.0.1"},
        Row{"http://\uFF11\uFF12\uFF17.0.0.1/", "127.0.0.1"},
        Row{"http://127\u30020\u30020\u30021/", "127.0.0.1"},
        Row{"http://%31%32%37.0.0.1/", "127.0.0.1"},
        Row{"http://[::1]/", "::1"},
        Row{"http://[::ffff:7f00:1]/", "::ffff:7f00:1"},
        Row{"http://LOCALHOST/", "localhost"},
        Row{"http://\u24DBocalhost/", "localhost"},
        Row{"http://localhost./", "localhost"},
        Row{"http://b\u00FCcher.example/", "xn--bcher-kva.example"},
        Row{"HTTPS://Courses.Example:443/a", "courses.example"}
    );
    CAPTURE(row.text);
    const auto address = parse_web_address(row.text);
    REQUIRE(address.has_value());
    CHECK(address->host == row.host);
}

TEST_CASE("what is no address of the web is refused with the reason", "[scraper][guard]") {
    struct Row {
        const char* text;
        const char* code;
    };

    const auto row = GENERATE(
        Row{"http://user@courses.example/", "address-with-user"},
        Row{"http://user:word@courses.example/", "address-with-user"},
        Row{"http://courses.example\\@127.0.0.1/", "address-with-user"},
        Row{"ftp://courses.example/", "unsupported-scheme"},
        Row{"file:///etc/passwd", "unsupported-scheme"},
        Row{"gopher://127.0.0.1:6379/_x", "unsupported-scheme"},
        Row{"javascript:alert(1)", "unsupported-scheme"},
        Row{"data:text/html,x", "unsupported-scheme"},
        Row{"mailto:a@b.example", "unsupported-scheme"},
        Row{"", "malformed-address"},
        Row{"courses.example", "malformed-address"},
        Row{"/path", "malformed-address"},
        Row{"http://", "malformed-address"},
        Row{"http://courses.example:0/", "malformed-address"},
        Row{"http://courses.example:99999/", "malformed-address"},
        Row{"http://256.1.1.1/", "malformed-address"},
        Row{"http://1.2.3.4.5/", "malformed-address"},
        Row{"http://[fe80::1%25eth0]/", "malformed-address"},
        Row{"http://[::g]/", "malformed-address"},
        Row{"http://a%00b.example/", "malformed-address"},
        Row{"http://a<b.example/", "malformed-address"}
    );
    CAPTURE(row.text);
    const auto address = parse_web_address(row.text);
    REQUIRE_FALSE(address.has_value());
    CHECK(address.error().code == row.code);
}

TEST_CASE("an address of more than 8 KiB is refused", "[scraper][guard]") {
    CHECK_FALSE(parse_web_address("http://courses.example/" + std::string(9000, 'a')).has_value());
}

TEST_CASE("a reference is read from the page it stands on", "[scraper][guard]") {
    const auto base = parse_web_address("https://courses.example/list/page?x=1").value();
    CHECK(parse_web_address("../a b?q=\u00FC#part", base)->url == "https://courses.example/a%20b?q=%c3%bc");
    CHECK(parse_web_address("//other.example/x", base)->url == "https://other.example/x");
    CHECK(parse_web_address("?y=2", base)->target == "/list/page?y=2");
    CHECK(parse_web_address("http://[::1]:8080/", base)->origin() == "http://[::1]:8080");
    CHECK(parse_web_address("", base)->url == "https://courses.example/list/page?x=1");
}
