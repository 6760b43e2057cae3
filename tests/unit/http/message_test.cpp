#include "core/http/message.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace core::http;
using namespace std::string_literals;

TEST_CASE("a response field that would break the framing is refused", "[http]") {
    struct Row {
        std::string name, value;
    };

    const auto row = GENERATE(values<Row>({
        {"X", "a\r\nSet-Cookie: b"},
        {"X", "a\rb"},
        {"X", "a\nb"},
        {"X", "a\0b"s},
        {"X", "a\x7f"},
        {"", "a"},
        {"X Y", "a"},
        {"X:", "a"},
        {"X\r\n", "a"},
        {"Content-Length", "3"},
        {"content-length", "3"},
        {"Transfer-Encoding", "chunked"},
        {"Connection", "close"},
        {"Date", "now"},
        {"Upgrade", "x"},
        {"Trailer", "X"},
        {"Keep-Alive", "1"},
    }));
    Response response;
    CHECK_THROWS_AS(response.header(row.name, row.value), std::invalid_argument);
    CHECK(response.fields().empty());
}

TEST_CASE("response fields are kept in order", "[http]") {
    Response response;
    response.header("A", "1").header("B", "x\ty\xc3\xa4");
    CHECK(response.fields() == "A: 1\r\nB: x\ty\xc3\xa4\r\n");
}

TEST_CASE("a redirect cannot be made to carry a second field", "[http]") {
    CHECK_THROWS_AS(Response::redirect(302, "/a\r\nSet-Cookie: b=c"), std::invalid_argument);
    CHECK(Response::redirect(302, "/a").fields() == "Location: /a\r\n");
}

TEST_CASE("a request's fields are found whatever their case, the first one first", "[http]") {
    Request request;
    request.headers = {{"X-One", "1"}, {"x-two", "2"}, {"X-TWO", "3"}};
    CHECK(request.header("x-one") == "1");
    CHECK(request.header("X-Two") == "2");
    CHECK(request.header("X-Three").empty());
}
