#include "raw_client.hpp"
#include "server_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <poll.h>
#include <thread>

using namespace core::http;
using namespace core::http::testing;
using namespace std::chrono_literals;

namespace {

/// Stops the server on a thread of its own and waits until it refuses connections.
std::future<bool> stop_in_background(ServerFixture& fixture) {
    auto stopped = std::async(std::launch::async, [&fixture] { return fixture.server->stop(); });
    try {
        for (;;) {
            RawClient probe(fixture.port());
        }
    } catch (const std::runtime_error&) {
        // The listener is closed.
    }
    return stopped;
}

RawClient& first_answered(std::deque<RawClient>& clients) {
    std::vector<pollfd> waiting;
    for (const RawClient& client : clients) {
        waiting.push_back({client.fd(), POLLIN, 0});
    }
    REQUIRE(::poll(waiting.data(), waiting.size(), 10'000) > 0);
    const auto found =
        std::find_if(waiting.begin(), waiting.end(), [](const pollfd& one) { return one.revents != 0; });
    return clients[static_cast<std::size_t>(found - waiting.begin())];
}

}  // namespace

TEST_CASE("an idle server stops at once and closes what is kept", "[http]") {
    ServerFixture fixture;
    RawClient kept(fixture.port());
    CHECK(kept.exchange(get("/hello")).status == 200);
    const auto start = std::chrono::steady_clock::now();
    CHECK(fixture.server->stop());
    CHECK(std::chrono::steady_clock::now() - start < 1s);
    CHECK(fixture.server->draining());
    CHECK(kept.closed());
    CHECK(fixture.server->connections() == 0);
}

TEST_CASE("a request in flight when the server stops is answered, and told it was the last", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.send(get("/held"));
    fixture.held.get_future().wait();
    auto stopped = stop_in_background(fixture);
    CHECK(stopped.wait_for(0s) != std::future_status::ready);
    fixture.release.set_value();
    const RawResponse response = client.receive();
    CHECK(response.status == 200);
    CHECK(response.body == "held");
    CHECK(response.header("Connection") == "close");
    CHECK(client.closed());
    CHECK(stopped.get());
}

TEST_CASE("a half-sent request is finished though the server stops", "[http]") {
    ServerFixture fixture;
    const bool body = GENERATE(false, true);
    const std::string bytes =
        body ? "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nabcd"
             : get("/hello");
    RawClient client(fixture.port());
    CHECK(client.exchange(get("/hello")).status == 200);
    client.send(std::string_view(bytes).substr(0, bytes.size() - 2));
    auto stopped = stop_in_background(fixture);
    client.send(std::string_view(bytes).substr(bytes.size() - 2));
    const RawResponse response = client.receive();
    CHECK(response.status == 200);
    CHECK(response.header("Connection") == "close");
    CHECK(stopped.get());
}

TEST_CASE("what is not done at the drain's end is cut", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.drain_timeout = 100ms;
    ServerFixture fixture(config);
    RawClient client(fixture.port());
    client.send(get("/held"));
    fixture.held.get_future().wait();
    CHECK_FALSE(fixture.server->stop());
    CHECK(client.receive().status == 0);
}

TEST_CASE("requests are still taken during the drain's delay", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.drain_delay = 300ms;
    ServerFixture fixture(config);
    auto stopped = std::async(std::launch::async, [&fixture] { return fixture.server->stop(); });
    while (!fixture.server->draining()) {
        std::this_thread::yield();
    }
    RawClient client(fixture.port());
    CHECK(client.exchange(get("/hello")).status == 200);
    CHECK(stopped.get());
}

TEST_CASE("a connection that is being accepted when the server stops is answered", "[http]") {
    ServerFixture fixture;
    // The first thread finds, in this order: a connection to accept, and with it the next one at once; the
    // order to stop; the end of the second accept.
    Block connecting(fixture, 0);
    connecting.wait_until_it_holds();
    std::deque<RawClient> clients;
    for (int i = 0; i < 32; ++i) {
        clients.emplace_back(fixture.port()).send(get("/hello"));
    }
    RawClient& of_second_thread = first_answered(clients);
    CHECK(of_second_thread.receive().status == 200);
    Block stopping(fixture, 0);
    connecting.end();
    stopping.wait_until_it_holds();
    auto stopped = std::async(std::launch::async, [&fixture] { return fixture.server->stop(); });
    CHECK(of_second_thread.closed());  // the second thread is told to stop after the first one
    stopping.end();

    int last_answers = 0;
    for (RawClient& client : clients) {
        if (&client != &of_second_thread) {
            const RawResponse response = client.receive();
            CHECK(response.status == 200);
            last_answers += response.header("Connection") == "close" ? 1 : 0;
        }
    }
    CHECK(last_answers > 0);
    CHECK(stopped.get());
}

TEST_CASE("a server takes over the port of another, which stops when all is answered", "[http]") {
    ServerFixture first;
    ServerConfig config = ServerFixture::fast();
    config.port = first.port();
    ServerFixture second(config);
    CHECK(second.port() == first.port());
    CHECK(first.server->stop());
    for (int i = 0; i < 10; ++i) {
        RawClient client(first.port());
        CHECK(client.exchange(get("/hello")).status == 200);
    }
}

TEST_CASE("an address that is not ours is an error", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.address = "192.0.2.1";
    CHECK_THROWS_AS(ServerFixture(config), std::system_error);
}
