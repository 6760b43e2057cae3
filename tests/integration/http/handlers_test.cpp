#include "raw_client.hpp"
#include "server_fixture.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace core::http;
using namespace core::http::testing;

TEST_CASE("an exception in a handler is a 500 that says nothing of the inside", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const std::string target = GENERATE("/throw", "/throw-later");
    const RawResponse response = client.exchange(get(target));
    CHECK(response.status == 500);
    CHECK(response.header("Content-Type") == "application/problem+json");
    CHECK(response.body.find("secret") == std::string::npos);
    CHECK(response.body.find(response.header("X-Request-Id")) != std::string::npos);
    CHECK(client.exchange(get("/hello")).status == 200);
}

TEST_CASE("an exception can be translated into another answer", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.translate_exception = [](const std::exception_ptr& fault) -> std::optional<core::Error> {
        try {
            std::rethrow_exception(fault);
        } catch (const std::domain_error&) {
            return core::Error{core::ErrorKind::unavailable, "database-unavailable", "Try again."};
        } catch (...) {
            return std::nullopt;
        }
    };
    ServerFixture fixture(config);
    RawClient client(fixture.port());
    const RawResponse response = client.exchange(get("/unavailable"));
    CHECK(response.status == 503);
    CHECK(response.has("Retry-After"));
    CHECK(client.exchange(get("/throw")).status == 500);
}

TEST_CASE("an asynchronous handler answers while others are served", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    client.send(get("/later") + get("/hello"));
    CHECK(client.receive().body == "late");
    CHECK(client.receive().body == "hello");
}

TEST_CASE("a handler past its deadline is a 504, even if it cannot be cancelled", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const std::string target = GENERATE("/too-late", "/stubborn");
    const RawResponse response = client.exchange(get(target));
    CHECK(response.status == 504);
    CHECK(response.header("Connection") == "close");
    CHECK(client.closed());
    CHECK(fixture.server->stop());
}

TEST_CASE("a middleware may answer in the handler's place", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const std::string target = GENERATE("/hello", "/nothing");
    const RawResponse response = client.exchange(get(target, "X-Refuse: yes\r\n"));
    CHECK(response.status == 429);
    CHECK(response.header("X-Decorated") == "yes");
    CHECK(client.exchange(get("/hello")).status == 200);
}

TEST_CASE("path parameters and the query reach the handler", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    CHECK(client.exchange(get("/path/a%20b?c=d&e")).body == "a b?c=d&e");
}

TEST_CASE("an exchange is told to the middleware with route, status and size", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const RawResponse response = client.exchange(get("/path/x"));
    client.exchange(get("/hello"));
    const auto seen = fixture.seen();
    REQUIRE_FALSE(seen.empty());
    CHECK(seen[0].status == 200);
    CHECK(seen[0].route == "/path/{name}");
    CHECK(seen[0].bytes == response.body.size());
    CHECK(seen[0].request_id == response.header("X-Request-Id"));
}
