#include "core/http/compression.hpp"
#include "peer.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

using namespace core;
using namespace core::http;
using namespace core::http::test;
using namespace std::chrono_literals;

namespace {

ClientLimits small() {
    ClientLimits limits;
    limits.body_bytes = 1000;
    return limits;
}

ClientLimits quick() {
    ClientLimits limits;
    limits.connect_timeout = 100ms;
    limits.total_timeout = 150ms;
    return limits;
}

}  // namespace

TEST_CASE("a broken answer is an error of its kind", "[client]") {
    struct Row {
        std::string answer;
        ErrorKind kind;
        const char* code;
    };

    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::string bomb = compress(std::string(1 << 20, 'x'), Encoding::gzip);
    const auto row = GENERATE_COPY(
        Row{"", ErrorKind::unavailable, "peer-broke-off"},
        Row{"HTT", ErrorKind::unavailable, "peer-broke-off"},
        Row{ok, ErrorKind::unavailable, "peer-broke-off"},
        Row{ok + "Content-Length: 10\r\n\r\nhello", ErrorKind::unavailable, "peer-broke-off"},
        Row{ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe", ErrorKind::unavailable, "peer-broke-off"},
        Row{ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", ErrorKind::unavailable, "peer-broke-off"
        },
        Row{"SSH-2.0-OpenSSH_9.2\r\n", ErrorKind::malformed, "not-http"},
        Row{"HTTP/2 200\r\n\r\n", ErrorKind::malformed, "not-http"},
        Row{"HTTP/1.1 20 OK\r\n\r\n", ErrorKind::malformed, "not-http"},
        Row{"HTTP/1.1 101 Switching Protocols\r\n\r\n", ErrorKind::malformed, "not-http"},
        Row{ok + "Bad Name: 1\r\n\r\n", ErrorKind::malformed, "not-http"},
        Row{ok + "Content-Length: x\r\n\r\n", ErrorKind::malformed, "not-http"},
        Row{ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", ErrorKind::malformed, "not-http"},
        Row{ok + "Transfer-Encoding: gzip\r\n\r\n", ErrorKind::malformed, "not-http"},
        Row{ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", ErrorKind::malformed, "not-http"},
        Row{ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", ErrorKind::malformed, "not-http"},
        Row{with_length(ok + "Content-Encoding: compress\r\n", "x"),
            ErrorKind::malformed,
            "unknown-content-encoding"},
        Row{with_length(ok + "Content-Encoding: gzip\r\n", "x"),
            ErrorKind::malformed,
            "broken-content-encoding"},
        Row{with_length(ok, std::string(1001, 'x')), ErrorKind::too_large, "answer-too-large"},
        Row{ok + "Content-Length: 99999999999\r\n\r\n", ErrorKind::too_large, "answer-too-large"},
        Row{ok + "\r\n" + std::string(50'000, 'x'), ErrorKind::too_large, "answer-too-large"},
        Row{ok + "Transfer-Encoding: chunked\r\n\r\nffff\r\n" + std::string(0xFFFF, 'x'),
            ErrorKind::too_large,
            "answer-too-large"},
        Row{with_length(ok + "Content-Encoding: gzip\r\n", bomb), ErrorKind::too_large, "answer-too-large"},
        Row{ok + "X-Long: " + std::string(40'000, 'x') + "\r\n\r\n", ErrorKind::too_large, "answer-too-large"}
    );
    CAPTURE(row.answer.substr(0, 80));
    const auto response = ask(row.answer, small());
    REQUIRE(response.has_error());
    CHECK(to_string(response.error().kind) == to_string(row.kind));
    CHECK(response.error().code == row.code);
}

TEST_CASE("a body of exactly the limit is read", "[client]") {
    CHECK(ask(with_length("HTTP/1.1 200 OK\r\n", std::string(1000, 'x')), small()).has_value());
}

TEST_CASE("endless interim answers come to an end", "[client]") {
    std::string answer;
    for (int i = 0; i < 50; ++i) {
        answer += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    const auto response = ask(answer);
    REQUIRE(response.has_error());
    CHECK(response.error().code == "not-http");
}

TEST_CASE("a silent or trickling peer is left at the deadline", "[client]") {
    const bool trickles = GENERATE(false, true);
    asio::io_context context;
    Peer peer(context, [trickles](tcp::socket& socket, std::size_t) -> Task<> {
        co_await read_request(socket);
        co_await write(socket, trickles ? "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" : "");
        asio::steady_timer pause(socket.get_executor());
        for (int i = 0; i < 1000 && socket.is_open(); ++i) {
            pause.expires_after(10ms);
            co_await pause.async_wait(asio::use_awaitable);
            co_await write(socket, trickles ? "x" : "");
        }
    });
    Client client(context.get_executor(), quick());
    const auto began = std::chrono::steady_clock::now();
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.url = peer.url("/");
        const auto response = co_await client.send(request);
        REQUIRE(response.has_error());
        CHECK(response.error().kind == ErrorKind::timed_out);
        CHECK(response.error().code == "peer-timeout");
    });
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK(took >= 150ms);
    CHECK(took < 5s);
}

TEST_CASE("a peer that is not there is unavailable at once", "[client]") {
    asio::io_context context;
    std::uint16_t port = 0;
    {
        const tcp::acceptor gone(context, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
        port = gone.local_endpoint().port();
    }
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(port) + "/";
        const auto response = co_await client.send(request);
        REQUIRE(response.has_error());
        CHECK(response.error().kind == ErrorKind::unavailable);
        CHECK(response.error().code == "peer-unreachable");
    });
}

TEST_CASE("a name is resolved and its addresses are tried in turn", "[client]") {
    asio::io_context context;
    Peer peer(context, Peer::always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.url = peer.url("/", "localhost");  // may be ::1 first, where nobody listens
        const auto response = co_await client.send(request);
        REQUIRE(response.has_value());
        CHECK(response->body == "ok");
    });
}

TEST_CASE("a request that cannot be sent is refused before a connection is made", "[client]") {
    struct Row {
        std::string name;
        std::string value;
    };

    const auto row = GENERATE(
        Row{"Host", "other"},
        Row{"content-length", "5"},
        Row{"Transfer-Encoding", "chunked"},
        Row{"Connection", "close"},
        Row{"Expect", "100-continue"},
        Row{"X-A", "b\r\nX-C: d"},
        Row{"X-A", "b\nX-C: d"},
        Row{"X-A", std::string("b\0c", 3)},
        Row{"X A", "b"},
        Row{"X-A:", "b"},
        Row{"", "b"}
    );
    asio::io_context context;
    Peer peer(context, Peer::always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    Client client(context.get_executor());
    CAPTURE(row.name, row.value);
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.url = peer.url("/");
        request.headers = {{row.name, row.value}};
        const auto response = co_await client.send(request);
        REQUIRE(response.has_error());
        CHECK(response.error().kind == ErrorKind::invalid_input);
        CHECK(response.error().code == "bad-header");
    });
    CHECK(peer.connections() == 0);
}

TEST_CASE("a cancelled request ends by exception and drops its connection", "[client]") {
    asio::io_context context;
    Signal asked(context);
    Signal dropped(context);
    Peer peer(context, [&](tcp::socket& socket, std::size_t) -> Task<> {
        co_await read_request(socket);
        asked.raise();
        const std::string next = co_await read_request(socket);
        CHECK(next.empty());
        dropped.raise();
    });
    Client client(context.get_executor());
    run(context, [&]() -> Task<> {
        asio::cancellation_signal cancel;
        std::exception_ptr thrown;
        Signal ended(context);
        ClientRequest request;
        request.url = peer.url("/");
        asio::co_spawn(
            context,
            client.send(request),
            asio::bind_cancellation_slot(
                cancel.slot(),
                [&](std::exception_ptr failure, const Result<ClientResponse>&) {
                    thrown = failure;
                    ended.raise();
                }
            )
        );
        co_await asked.wait();
        cancel.emit(asio::cancellation_type::terminal);
        co_await ended.wait();
        CHECK(thrown != nullptr);
        co_await dropped.wait();
    });
}
