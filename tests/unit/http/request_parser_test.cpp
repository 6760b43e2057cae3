#include "core/http/request_parser.hpp"

#include "parse_whole.hpp"

#include <catch2/catch.hpp>

using core::http::Request;
using core::http::RequestParser;
using core::http::ServerLimits;
using namespace core::http::testing;

namespace {

std::string with_target(std::size_t line_size) {
    const std::string frame = "GET / HTTP/1.1";
    return "GET /" + std::string(line_size - frame.size(), 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

}  // namespace

TEST_CASE("a request comes apart into its parts", "[http]") {
    const Parsed parsed =
        parse_whole("POST /a/b?c=d HTTP/1.1\r\nHost: x.example:80\r\nX: 1\r\nContent-Length: 5\r\n\r\nhello");
    REQUIRE(parsed.status == kAccepted);
    CHECK(parsed.method == "POST");
    CHECK(parsed.target == "/a/b?c=d");
    CHECK(parsed.path == "/a/b");
    CHECK(parsed.query == "c=d");
    CHECK(parsed.host == "x.example:80");
    CHECK(parsed.headers == 3);
    CHECK(parsed.body == "hello");
    CHECK(parsed.keep_alive);
}

TEST_CASE("the authority of an absolute form wins over Host", "[http]") {
    const Parsed parsed = parse_whole("GET http://right:81?q HTTP/1.1\r\nHost: wrong\r\n\r\n");
    REQUIRE(parsed.status == kAccepted);
    CHECK(parsed.host == "right:81");
    CHECK(parsed.target == "/?q");
    CHECK(parsed.path == "/");
    CHECK(parsed.query == "q");
}

TEST_CASE("a chunked body is joined, its trailers dropped", "[http]") {
    const Parsed parsed = parse_whole(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nHost: "
        "evil\r\n\r\n"
    );
    REQUIRE(parsed.status == kAccepted);
    CHECK(parsed.body == "abcde");
    CHECK(parsed.host == "a");
    CHECK(parsed.headers == 2);
}

TEST_CASE("what follows a request is left for the next one", "[http]") {
    const std::string first = GENERATE(
        std::string("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"),
        std::string("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy"),
        std::string("POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
    );
    const Parsed parsed = parse_whole(first + "GET /2 HTTP/1.1\r\n");
    REQUIRE(parsed.status == kAccepted);
    CHECK(parsed.used == first.size());
}

TEST_CASE("a connection persists as RFC 9112 9.3 says", "[http]") {
    struct Row {
        std::string_view version, fields;
        bool persists;
    };

    const auto row = GENERATE(values<Row>({
        {"1.1", "", true},
        {"1.1", "Connection: close\r\n", false},
        {"1.1", "Connection: Close\r\n", false},
        {"1.1", "Connection: x, close\r\n", false},
        {"1.1", "Connection: x\r\nConnection: close\r\n", false},
        {"1.1", "Connection: keep-alive\r\n", true},
        {"1.0", "", false},
        {"1.0", "Connection: keep-alive\r\n", true},
        {"1.0", "Connection: close\r\n", false},
    }));
    const Parsed parsed =
        parse_whole(fmt::format("GET / HTTP/{}\r\nHost: a\r\n{}\r\n", row.version, row.fields));
    REQUIRE(parsed.status == kAccepted);
    CHECK(parsed.keep_alive == row.persists);
}

TEST_CASE("a request line is read up to its limit and 414 beyond", "[http]") {
    const std::size_t step = GENERATE(std::size_t{1000000}, std::size_t{7});
    CHECK(parse_whole(with_target(8000), step).status == kAccepted);
    CHECK(parse_whole(with_target(8192), step).status == kAccepted);
    CHECK(parse_whole(with_target(8193), step).status == 414);
    CHECK(parse_whole("GET /" + std::string(10000, 'a'), step).status == 414);
}

TEST_CASE("header fields are read up to their limits and 431 beyond", "[http]") {
    ServerLimits limits;
    limits.header_count = 5;
    limits.header_bytes = 100;
    const auto status = [&limits](const std::string& fields, std::size_t step) {
        return parse_whole("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n", step, 0, limits).status;
    };
    const std::size_t step = GENERATE(std::size_t{1000000}, std::size_t{1});
    CHECK(status("A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n", step) == kAccepted);
    CHECK(status("A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\n", step) == 431);
    CHECK(status("A: " + std::string(80, 'x') + "\r\n", step) == kAccepted);
    CHECK(status("A: " + std::string(100, 'x') + "\r\n", step) == 431);
    CHECK(parse_whole("GET / HTTP/1.1\r\nA: " + std::string(200, 'x'), step, 0, limits).status == 431);
}

TEST_CASE("a chunk head without end is refused", "[http]") {
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    CHECK(parse_whole(head + "1;" + std::string(20000, 'x')).status == 431);
    CHECK(parse_whole(head + "0\r\nX: " + std::string(20000, 'x')).status == 431);
}

TEST_CASE("no control character passes in a target or a value", "[http]") {
    for (int c = 0; c < 256; ++c) {
        const bool control = c < 0x20 || c == 0x7f;
        INFO("octet " << c);
        const std::string octet(1, static_cast<char>(c));
        const Parsed value = parse_whole("GET / HTTP/1.1\r\nHost: a\r\nX: a" + octet + "b\r\n\r\n");
        CHECK((value.status == kAccepted) == (!control || c == '\t'));
        const Parsed target = parse_whole("GET /a" + octet + "b HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK((target.status == kAccepted) == (c > 0x20 && c < 0x7f && c != '#'));
    }
}

TEST_CASE("only token characters make a field name", "[http]") {
    for (int c = 0; c < 256; ++c) {
        const bool token = std::isalnum(c) != 0 || (c != 0 && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
        INFO("octet " << c);
        const std::string octet(1, static_cast<char>(c));
        const Parsed parsed = parse_whole("GET / HTTP/1.1\r\nHost: a\r\nX" + octet + "Y: b\r\n\r\n");
        // A colon ends the name; the rest is a value.
        CHECK((parsed.status == kAccepted) == ((token && c < 0x80) || c == ':'));
    }
}

TEST_CASE("one parser reads request after request", "[http]") {
    const ServerLimits limits;
    RequestParser parser(limits);
    Request request;
    for (int i = 0; i < 3; ++i) {
        parser.reset();
        const std::string bytes = fmt::format("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", i);
        REQUIRE(parser.read_head(bytes, request) == RequestParser::Step::complete);
        CHECK(request.path == fmt::format("/{}", i));
        CHECK(request.headers.size() == 1);
        CHECK(parser.head_size() == bytes.size());
    }
}
