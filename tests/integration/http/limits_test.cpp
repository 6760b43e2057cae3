#include "raw_client.hpp"
#include "server_fixture.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace core::http;
using namespace core::http::testing;
using namespace std::chrono_literals;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

const std::string kPost = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n";

/// Raises or lowers the limit of open descriptors for as long as it lives.
class DescriptorLimit {
public:
    explicit DescriptorLimit(rlim_t limit) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit wanted{std::min(limit, before_.rlim_max), before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &wanted);
    }

    ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

    DescriptorLimit(const DescriptorLimit&) = delete;

private:
    rlimit before_{};
};

}  // namespace

TEST_CASE("a head that does not end gets 408 in total time, however it trickles", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.limits.head_deadline = 200ms;
    ServerFixture fixture(config);
    RawClient client(fixture.port());
    const auto start = std::chrono::steady_clock::now();
    std::thread trickle([&] {
        client.send("GET /hello HTTP/1.1\r\n");
        for (int i = 0; i < 30 && client.send("X: y\r\n"); ++i) {
            std::this_thread::sleep_for(20ms);  // the client's slowness is the subject
        }
    });
    const RawResponse response = client.receive();
    trickle.join();
    CHECK(response.status == 408);
    CHECK(response.header("Connection") == "close");
    CHECK(seconds_since(start) < 2);
}

TEST_CASE("a connection that sends nothing is closed without an answer", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.limits.head_deadline = 100ms;
    ServerFixture fixture(config);
    RawClient client(fixture.port());
    CHECK(client.closed());
    CHECK(fixture.seen().empty());
}

TEST_CASE("a kept connection is closed when idle", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.limits.idle = 100ms;
    ServerFixture fixture(config);
    RawClient client(fixture.port());
    CHECK(client.exchange(get("/hello")).status == 200);
    CHECK(client.closed());
}

TEST_CASE("a body that stops gets 408 at its deadline", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.limits.body_deadline = 150ms;
    ServerFixture fixture(config);
    RawClient client(fixture.port());
    CHECK(client.exchange(kPost + "Content-Length: 10\r\n\r\nabc").status == 408);
}

TEST_CASE("a body slower than the minimum rate gets 408 after the grace", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.limits.body_grace = 100ms;
    ServerFixture fixture(config);
    RawClient client(fixture.port());
    const auto start = std::chrono::steady_clock::now();
    CHECK(client.exchange(kPost + "Content-Length: 1000\r\n\r\nabc").status == 408);
    CHECK(seconds_since(start) < 3);
}

TEST_CASE("a client that does not read is cut off, and others are served meanwhile", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.limits.write_stall = 200ms;
    config.threads = 1;
    ServerFixture fixture(config);
    RawClient stalled(fixture.port());
    stalled.send(get("/large"));
    RawClient healthy(fixture.port());
    REQUIRE(healthy.exchange(get("/hello")).status == 200);  // so both are accepted
    while (fixture.server->connections() > 1) {
        REQUIRE(healthy.exchange(get("/hello")).status == 200);
    }
    const auto seen = fixture.seen();
    CHECK(std::any_of(seen.begin(), seen.end(), [](const Seen& one) {
        return one.route == "/large" && one.bytes < (32U << 20);
    }));
}

TEST_CASE("a client that reads next to nothing is cut off after the grace", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.limits.write_grace = 200ms;
    config.limits.write_min_rate_bytes = 1U << 30;
    config.threads = 1;
    ServerFixture fixture(config);
    RawClient slow(fixture.port());
    slow.send(get("/large"));
    RawClient healthy(fixture.port());
    REQUIRE(healthy.exchange(get("/hello")).status == 200);  // so both are accepted
    while (fixture.server->connections() > 1) {
        REQUIRE(healthy.exchange(get("/hello")).status == 200);
    }
    const auto seen = fixture.seen();
    CHECK(std::any_of(seen.begin(), seen.end(), [](const Seen& one) {
        return one.route == "/large" && one.bytes < (32U << 20);
    }));
}

TEST_CASE("a client that sends many requests at once takes turns with the others", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.threads = 1;
    ServerFixture fixture(config);
    RawClient greedy(fixture.port());
    RawClient modest(fixture.port());
    CHECK(greedy.exchange(get("/hello")).status == 200);
    CHECK(modest.exchange(get("/hello")).status == 200);
    std::string many;
    for (int i = 0; i < 40; ++i) {
        many += get("/hello");
    }
    Block block(fixture, 0);
    block.wait_until_it_holds();
    greedy.send(many);
    modest.send(get("/host"));
    block.end();
    CHECK(modest.receive().status == 200);
    for (int i = 0; i < 40; ++i) {
        CHECK(greedy.receive().status == 200);
    }
    const auto seen = fixture.seen();
    const auto of_modest =
        std::find_if(seen.begin(), seen.end(), [](const Seen& one) { return one.route == "/host"; });
    CHECK(of_modest - seen.begin() < 5);
}

TEST_CASE("a large response arrives whole at a slow reader that does read", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const RawResponse response = client.exchange(get("/large"));
    CHECK(response.body.size() == 32U << 20);
    CHECK(client.exchange(get("/hello")).status == 200);
}

TEST_CASE("an over-long request line gets 414, over-long fields 431", "[http]") {
    ServerFixture fixture;
    RawClient one(fixture.port());
    CHECK(one.exchange(get("/path/" + std::string(7900, 'a'))).status == 200);
    CHECK(one.exchange(get("/path/" + std::string(9000, 'a'))).status == 414);
    RawClient two(fixture.port());
    CHECK(two.exchange(get("/hello", "X: " + std::string(33 * 1024, 'a') + "\r\n")).status == 431);
    RawClient three(fixture.port());
    std::string fields;
    for (int i = 0; i < 101; ++i) {
        fields += "X: y\r\n";
    }
    CHECK(three.exchange(get("/hello", fields)).status == 431);
}

TEST_CASE("a refused upload still gets its answer while the client is sending", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.send(kPost + "Content-Length: 50000000\r\n\r\n");
    const std::string piece(1 << 16, 'x');
    for (int i = 0; i < 20; ++i) {
        client.send(piece);
    }
    CHECK(client.receive().status == 413);
}

TEST_CASE("a thousand idle connections leave a healthy one its answers", "[http]") {
    const DescriptorLimit descriptors(4096);
    ServerConfig config = ServerFixture::fast();
    config.limits.head_deadline = 60s;
    ServerFixture fixture(config);
    RawClient healthy(fixture.port());
    std::vector<RawClient> idle;
    for (int i = 0; i < 20; ++i) {
        // In small lots, so that no queue of the system's overflows.
        for (int k = 0; k < 50; ++k) {
            idle.emplace_back(fixture.port());
            idle.back().send(k % 2 == 0 ? "" : "GET /hello HTTP/1.1\r\n");
        }
        while (fixture.server->connections() < idle.size() + 1) {
            REQUIRE(healthy.exchange(get("/hello")).status == 200);
        }
    }
    CHECK(healthy.exchange(get("/hello")).status == 200);
    CHECK(fixture.server->connections() == 1001);
    CHECK(idle[0].exchange(get("/hello")).status == 200);
    CHECK(idle[1].exchange("Host: a\r\n\r\n").status == 200);
}

TEST_CASE("a low limit of open files is raised to what the connections may need", "[http]") {
    const DescriptorLimit low(128);
    ServerFixture fixture;
    std::vector<RawClient> clients;
    for (int i = 0; i < 200; ++i) {
        REQUIRE(clients.emplace_back(fixture.port()).exchange(get("/hello")).status == 200);
    }
}

TEST_CASE("beyond the limit of connections none is accepted until one ends", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.threads = 1;
    config.limits.connections = 2;
    ServerFixture fixture(config);
    auto one = std::make_unique<RawClient>(fixture.port());
    RawClient two(fixture.port());
    CHECK(one->exchange(get("/hello")).status == 200);
    CHECK(two.exchange(get("/hello")).status == 200);
    RawClient three(fixture.port());
    three.send(get("/hello"));
    CHECK(two.exchange(get("/hello")).status == 200);
    CHECK(fixture.server->connections() == 2);
    one.reset();
    CHECK(three.receive().status == 200);
}

// The sanitizers' own checks need descriptors.
#if !__has_feature(address_sanitizer) && !__has_feature(undefined_behavior_sanitizer)
TEST_CASE(
    "without descriptors the server goes on serving, does not spin, and accepts again later", "[http]"
) {
    ServerFixture fixture;
    RawClient before(fixture.port());
    CHECK(before.exchange(get("/hello")).status == 200);
    RawClient waiting = [&] {
        // One descriptor is left for the client itself; the server finds none.
        const int next = ::dup(0);
        ::close(next);
        const DescriptorLimit descriptors(static_cast<rlim_t>(next) + 1);
        RawClient client(fixture.port());
        client.send(get("/hello"));
        rusage start{};
        ::getrusage(RUSAGE_SELF, &start);
        std::this_thread::sleep_for(300ms);  // the time in which it could spin
        rusage end{};
        ::getrusage(RUSAGE_SELF, &end);
        const auto used = (end.ru_utime.tv_sec - start.ru_utime.tv_sec) * 1'000'000 + end.ru_utime.tv_usec -
                          start.ru_utime.tv_usec;
        CHECK(used < 100'000);
        CHECK(before.exchange(get("/hello")).status == 200);
        return client;
    }();
    CHECK(waiting.receive().status == 200);
}
#endif
