#include "core/http/metrics.hpp"
#include "core/http/rate_limit.hpp"

#include <catch2/catch.hpp>
#include <prometheus/counter.h>
#include <prometheus/registry.h>

using namespace core::http;

namespace {

Request from(std::string client, unsigned worker = 0) {
    Request request;
    request.client = std::move(client);
    request.worker = worker;
    return request;
}

bool passes(RateLimit& limit, Request request) {
    return !limit.before(request, nullptr);
}

}  // namespace

TEST_CASE("a client past its burst gets 429 with Retry-After, others do not", "[http]") {
    RateLimit limit({.per_second = 0.001, .burst = 3, .workers = 1});
    for (int i = 0; i < 3; ++i) {
        CHECK(passes(limit, from("192.0.2.1")));
    }
    Request fourth = from("192.0.2.1");
    const auto refused = limit.before(fourth, nullptr);
    REQUIRE(refused);
    CHECK(refused->status == 429);
    CHECK(refused->fields().find("Retry-After: 1000\r\n") != std::string::npos);
    CHECK(passes(limit, from("192.0.2.2")));
}

TEST_CASE("addresses of one IPv6 network share a bucket", "[http]") {
    RateLimit limit({.per_second = 0.001, .burst = 1, .workers = 1});
    CHECK(passes(limit, from("2001:db8:0:1::1")));
    CHECK_FALSE(passes(limit, from("2001:db8:0:1::2")));
    CHECK(passes(limit, from("2001:db8:0:2::1")));
}

TEST_CASE("the table of clients is bounded and forgets the longest unseen", "[http]") {
    RateLimit limit({.per_second = 0.001, .burst = 1, .clients = 2, .workers = 1});
    CHECK(passes(limit, from("192.0.2.1")));
    CHECK(passes(limit, from("192.0.2.2")));
    CHECK_FALSE(passes(limit, from("192.0.2.1")));
    CHECK(passes(limit, from("192.0.2.3")));
    CHECK_FALSE(passes(limit, from("192.0.2.1")));
    CHECK(passes(limit, from("192.0.2.2")));
}

TEST_CASE("tokens come back with time", "[http]") {
    RateLimit limit({.per_second = 1e9, .burst = 1, .workers = 1});
    for (int i = 0; i < 100; ++i) {
        CHECK(passes(limit, from("192.0.2.1")));
    }
}

TEST_CASE("a rate of zero limits nothing", "[http]") {
    RateLimit limit({.per_second = 0, .burst = 0, .workers = 1});
    for (int i = 0; i < 100; ++i) {
        CHECK(passes(limit, from("192.0.2.1")));
    }
}

TEST_CASE("metrics count by route, method and class of status over all threads", "[http]") {
    Metrics metrics(2);
    metrics.watch_connections("public", [] { return std::size_t{42}; });
    const std::string pattern = "/courses/{uid}";
    Request request;
    request.route = pattern;
    for (const unsigned status : {200U, 204U, 404U}) {
        for (const unsigned worker : {0U, 1U}) {
            request.worker = worker;
            metrics.after({request, Response(status), 10, std::chrono::microseconds(300)});
        }
    }
    Request unmatched;
    metrics.after({unmatched, Response(404), 0, std::chrono::microseconds(1)});
    const std::string text = metrics.render();
    const auto has = [&text](std::string_view line) { return text.find(line) != std::string::npos; };
    CHECK(has("http_requests_total{method=\"GET\",route=\"/courses/{uid}\",status=\"2xx\"} 4"));
    CHECK(has("http_requests_total{method=\"GET\",route=\"/courses/{uid}\",status=\"4xx\"} 2"));
    CHECK(has("http_requests_total{method=\"GET\",route=\"unmatched\",status=\"4xx\"} 1"));
    CHECK(has("http_request_duration_seconds_count{method=\"GET\",route=\"/courses/{uid}\"} 6"));
    CHECK(has("http_connections{server=\"public\"} 42"));
}
