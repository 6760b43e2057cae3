#include "raw_client.hpp"
#include "server_fixture.hpp"

#include <catch2/catch.hpp>

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

TEST_CASE("an address in use is an error, not a second server", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.address = "192.0.2.1";  // not ours
    CHECK_THROWS_AS(ServerFixture(config), std::system_error);
}
