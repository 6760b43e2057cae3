#include "peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

using namespace core;
using namespace core::http;
using namespace core::http::test;

namespace {

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

ClientRequest request_of(Method method, std::string url) {
    ClientRequest request;
    request.method = method;
    request.url = std::move(url);
    return request;
}

}  // namespace

TEST_CASE("a connection is kept for the next request when its answer allows that", "[client]") {
    struct Row {
        const char* answer;
        std::size_t connections;
    };

    const auto row = GENERATE(
        Row{kOk, 1},
        Row{"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1},
        Row{"HTTP/1.1 204 No Content\r\n\r\n", 1},
        Row{"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", 1},
        Row{"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 3},
        Row{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 3},
        // Bytes behind the answer belong to nobody: the connection is not trusted again.
        Row{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 3}
    );
    asio::io_context context;
    Peer peer(context, Peer::always(row.answer));
    Client client(context.get_executor());
    CAPTURE(row.answer);
    run(context, [&]() -> Task<> {
        for (int i = 0; i < 3; ++i) {
            const auto response = co_await client.send(request_of(Method::get, peer.url("/")));
            CHECK(response.has_value());
        }
    });
    CHECK(peer.connections() == row.connections);
}

TEST_CASE("a kept connection that the peer has closed is noticed before it is used", "[client]") {
    asio::io_context context;
    Signal closed(context);
    Peer peer(context, [&closed](tcp::socket& socket, std::size_t) -> Task<> {
        co_await read_request(socket);
        co_await write(socket, kOk);
        socket.close();
        closed.raise();
    });
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        const auto first = co_await client.send(request_of(Method::post, peer.url("/")));
        CHECK(first.has_value());
        co_await closed.wait();
        // A POST is never sent twice, so its success shows that the dead connection was not tried.
        const auto second = co_await client.send(request_of(Method::post, peer.url("/")));
        CHECK(second.has_value());
    });
    CHECK(peer.connections() == 2);
}

TEST_CASE(
    "a kept connection that dies under a request is replaced once, for idempotent methods", "[client]"
) {
    struct Row {
        Method method;
        bool succeeds;
        std::size_t connections;
    };

    const auto row = GENERATE(
        Row{Method::get, true, 2},
        Row{Method::head, true, 2},
        Row{Method::put, true, 2},
        Row{Method::delete_, true, 2},
        Row{Method::options, true, 2},
        Row{Method::post, false, 1},
        Row{Method::patch, false, 1}
    );
    asio::io_context context;
    Peer peer(context, [](tcp::socket& socket, std::size_t number) -> Task<> {
        co_await read_request(socket);
        co_await write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
        const std::string second = co_await read_request(socket);  // taken, never answered
        (void)number;
    });
    Client client(context.get_executor());
    CAPTURE(to_string(row.method));
    run(context, [&]() -> Task<> {
        const auto first = co_await client.send(request_of(Method::get, peer.url("/")));
        REQUIRE(first.has_value());
        const auto second = co_await client.send(request_of(row.method, peer.url("/")));
        CHECK(second.has_value() == row.succeeds);
        if (!second) {
            CHECK(second.error().kind == ErrorKind::unavailable);
        }
    });
    CHECK(peer.connections() == row.connections);
}

TEST_CASE("a request is sent again at most once", "[client]") {
    asio::io_context context;
    std::size_t requests = 0;
    Peer peer(context, [&requests](tcp::socket& socket, std::size_t number) -> Task<> {
        co_await read_request(socket);
        ++requests;
        if (number == 0) {
            co_await write(socket, kOk);
            co_await read_request(socket);
            ++requests;
        }
    });
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        const auto first = co_await client.send(request_of(Method::get, peer.url("/")));
        CHECK(first.has_value());
        const auto second = co_await client.send(request_of(Method::get, peer.url("/")));
        REQUIRE(second.has_error());
        CHECK(second.error().kind == ErrorKind::unavailable);
    });
    CHECK(requests == 3);
    CHECK(peer.connections() == 2);
}

TEST_CASE("an answer that has begun is never asked for again", "[client]") {
    asio::io_context context;
    Peer peer(context, [](tcp::socket& socket, std::size_t) -> Task<> {
        co_await read_request(socket);
        co_await write(socket, kOk);
        co_await read_request(socket);
        co_await write(socket, "HTTP/1.1 200 OK\r\nContent-Len");
    });
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        const auto first = co_await client.send(request_of(Method::get, peer.url("/")));
        CHECK(first.has_value());
        const auto second = co_await client.send(request_of(Method::get, peer.url("/")));
        CHECK(second.has_error());
    });
    CHECK(peer.connections() == 1);
}

TEST_CASE("requests at once use connections of their own, and only so many are kept", "[client]") {
    const std::size_t kept = GENERATE(0U, 1U, 8U);
    asio::io_context context;
    std::size_t waiting = 0;
    Signal all_there(context);
    Peer peer(context, [&](tcp::socket& socket, std::size_t) -> Task<> {
        for (;;) {
            const std::string request = co_await read_request(socket);
            if (request.empty()) {
                co_return;
            }
            if (++waiting == 3) {
                all_there.raise();
            }
            co_await all_there.wait();
            co_await write(socket, kOk);
        }
    });
    ClientLimits limits;
    limits.kept_connections = kept;
    Client client(context.get_executor(), limits);
    std::size_t finished = 0;
    Signal done(context);
    run(context, [&]() -> Task<> {
        for (int i = 0; i < 3; ++i) {
            asio::co_spawn(
                context,
                client.send(request_of(Method::get, peer.url("/"))),
                [&](std::exception_ptr thrown, const Result<ClientResponse>& response) {
                    CHECK_FALSE(thrown);
                    CHECK(response.has_value());
                    if (++finished == 3) {
                        done.raise();
                    }
                }
            );
        }
        co_await done.wait();
        CHECK(peer.connections() == 3);
        for (int i = 0; i < 2; ++i) {
            const auto response = co_await client.send(request_of(Method::get, peer.url("/")));
            CHECK(response.has_value());
        }
    });
    CHECK(peer.connections() == (kept == 0 ? 5U : 3U));
}
