#include "core/http/compression.hpp"
#include "peer.hpp"

#include <catch2/catch.hpp>

using namespace core;
using namespace core::http;
using namespace core::http::test;

TEST_CASE("a request goes out as HTTP/1.1 and its answer comes back", "[client]") {
    asio::io_context context;
    std::string seen;
    Peer peer(context, [&seen](tcp::socket& socket, std::size_t) -> Task<> {
        seen = co_await read_request(socket);
        co_await write(
            socket,
            "HTTP/1.1 201 Created\r\nLocation: /c/1\r\nX-Two: a\r\nx-two: b\r\nContent-Length: 2\r\n\r\nok"
        );
    });
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.method = Method::put;
        request.url = peer.url("/a%20b?x=1#part");
        request.headers = {{"Content-Type", "application/json"}, {"X-Sign", "abc"}};
        request.body = "{\"a\":1}";
        const auto response = co_await client.send(request);
        REQUIRE(response.has_value());
        CHECK(response->status == 201);
        CHECK(response->body == "ok");
        CHECK(response->header("location") == "/c/1");
        CHECK(response->header("X-TWO") == "a");
        CHECK(response->header("Absent").empty());
    });
    CHECK(seen.starts_with("PUT /a%20b?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
    CHECK(seen.ends_with("\r\n\r\n{\"a\":1}"));
    for (const auto* field :
         {"\r\nContent-Type: application/json\r\n",
          "\r\nX-Sign: abc\r\n",
          "\r\nContent-Length: 7\r\n",
          "\r\nAccept-Encoding: br, zstd, gzip\r\n"}) {
        CAPTURE(field, seen);
        CHECK(seen.find(field) != std::string::npos);
    }
}

TEST_CASE("a body is read however it is framed", "[client]") {
    struct Row {
        const char* answer;
        unsigned status;
        const char* body;
    };

    const auto row = GENERATE(
        Row{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"},
        Row{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""},
        Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: "
            "1\r\n\r\n",
            200,
            "hello"},
        Row{"HTTP/1.1 200 OK\r\n\r\nhello", 200, "hello"},
        Row{"HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello"},
        Row{"HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
        Row{"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, ""},
        Row{"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", 302, ""},
        Row{"HTTP/1.1 500 \r\nContent-Length: 1\r\n\r\nx", 500, "x"},
        Row{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok"}
    );
    CAPTURE(row.answer);
    const auto response = ask(row.answer);
    REQUIRE(response.has_value());
    CHECK(response->status == row.status);
    CHECK(response->body == row.body);
}

TEST_CASE("an answer to HEAD has no body whatever its length says", "[client]") {
    const auto response =
        ask("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n", {}, Method::head);
    REQUIRE(response.has_value());
    CHECK(response->body.empty());
    CHECK(response->header("Content-Length") == "99");
}

TEST_CASE("a compressed body arrives decoded", "[client]") {
    const auto encoding = GENERATE(Encoding::gzip, Encoding::brotli, Encoding::zstd);
    const std::string body(200'000, 'a');
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Encoding: " + std::string(content_coding(encoding)) +
                             "\r\nX-Other: 1\r\n";
    const auto response = ask(with_length(head, compress(body, encoding)));
    REQUIRE(response.has_value());
    CHECK(response->body == body);
    CHECK(response->header("Content-Encoding").empty());
    CHECK(response->header("Content-Length").empty());
    CHECK(response->header("X-Other") == "1");
}

TEST_CASE("an early refusal is read though the request was not", "[client]") {
    asio::io_context context;
    Peer peer(context, [](tcp::socket& socket, std::size_t) -> Task<> {
        co_await write(
            socket, "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        socket.shutdown(tcp::socket::shutdown_send);
        const std::string rest = co_await read_request(socket);
    });
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.method = Method::post;
        request.url = peer.url("/");
        request.body = std::string(4 << 20, 'x');
        const auto response = co_await client.send(request);
        REQUIRE(response.has_value());
        CHECK(response->status == 413);
    });
}
