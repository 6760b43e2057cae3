#include "raw_client.hpp"
#include "server_fixture.hpp"

#include <catch2/catch.hpp>

#include <deque>

using namespace core::http;
using namespace core::http::testing;

namespace {

std::string head_of_post(std::string_view framing) {
    return std::string("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n")
        .append(framing)
        .append("\r\n\r\n");
}

std::string head_of_post(std::size_t bytes) {
    return head_of_post("Content-Length: " + std::to_string(bytes));
}

std::string post(std::size_t bytes) {
    return head_of_post(bytes) + std::string(bytes, 'a');
}

/// One thread, so that what was sent before a request that has been answered has been read.
ServerConfig with_budget(std::size_t bytes) {
    ServerConfig config = ServerFixture::fast();
    config.threads = 1;
    config.limits.body_budget_bytes = bytes;
    return config;
}

/// A client that has declared a body which the server waits for.
RawClient& declare(std::deque<RawClient>& clients, const ServerFixture& fixture, std::string_view framing) {
    RawClient& client = clients.emplace_back(fixture.port());
    client.send(head_of_post("Expect: 100-continue\r\n" + std::string(framing)));
    REQUIRE(client.receive().status == 100);
    return client;
}

}  // namespace

TEST_CASE("bodies that are declared and do not arrive take nothing of the common budget", "[http][budget]") {
    const std::string framing = GENERATE("Content-Length: 100000", "Transfer-Encoding: chunked");
    ServerFixture fixture(with_budget(10'000));
    std::deque<RawClient> slow;
    for (int i = 0; i < 50; ++i) {
        declare(slow, fixture, framing).send(framing.starts_with('T') ? "1\r\na\r\n" : "a");
    }
    RawClient client(fixture.port());
    CHECK(client.exchange(post(9'000)).status == 200);
    CHECK(client.exchange(post(9'000)).status == 200);
}

TEST_CASE("bodies beyond the common budget get 503 until others are done", "[http][budget]") {
    ServerFixture fixture(with_budget(1'000));
    const auto status_of = [&](std::size_t bytes) {
        return RawClient(fixture.port()).exchange(post(bytes)).status;
    };
    CHECK(status_of(1'001) == 503);
    RawClient other(fixture.port());
    RawClient slow(fixture.port());
    CHECK(slow.exchange(get("/hello")).status == 200);
    slow.send(head_of_post(900) + std::string(899, 'b'));
    CHECK(other.exchange(get("/hello")).status == 200);
    CHECK(status_of(200) == 503);
    CHECK(status_of(50) == 200);
    CHECK(slow.exchange("b").status == 200);
    CHECK(slow.exchange(post(900)).status == 200);
    slow.finish_sending();
    CHECK(slow.closed());
    CHECK(status_of(1'000) == 200);
}

TEST_CASE("a body that outgrows the common budget gives back what it took of it", "[http][budget]") {
    ServerFixture fixture(with_budget(1'000));
    RawClient other(fixture.port());
    std::deque<RawClient> slow;
    RawClient& first = declare(slow, fixture, "Content-Length: 601");
    first.send(std::string(600, 'a'));
    CHECK(other.exchange(get("/hello")).status == 200);
    CHECK(RawClient(fixture.port()).exchange(post(401)).status == 503);

    RawClient& second = declare(slow, fixture, "Transfer-Encoding: chunked");
    second.send("12c\r\n" + std::string(300, 'b') + "\r\n");
    CHECK(other.exchange(get("/hello")).status == 200);
    CHECK(RawClient(fixture.port()).exchange(post(101)).status == 503);
    second.send("12c\r\n" + std::string(300, 'b') + "\r\n");
    const RawResponse refused = second.receive();
    CHECK(refused.status == 503);
    CHECK(refused.header("Retry-After") == "1");
    CHECK(refused.header("Connection") == "close");

    CHECK(other.exchange(post(400)).status == 200);
    CHECK(other.exchange(post(400)).status == 200);
    CHECK(first.exchange("a").status == 200);
    CHECK(first.exchange(post(600)).status == 200);
}
