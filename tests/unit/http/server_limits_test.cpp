#include "core/http/server.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;

TEST_CASE("a server that is told nothing else keeps the limits that are promised", "[http]") {
    const core::http::ServerConfig config;
    const core::http::ServerLimits& limits = config.limits;
    CHECK(limits.request_line_bytes == 8 * 1024);
    CHECK(limits.header_bytes == 32 * 1024);
    CHECK(limits.header_count == 100);
    CHECK(limits.head_deadline == 10s);
    CHECK(limits.body_deadline == 30s);
    CHECK(limits.body_min_rate_bytes == 1024);
    CHECK(limits.body_grace == 5s);
    CHECK(limits.body_budget_bytes == 64 * 1024 * 1024);
    CHECK(limits.write_stall == 15s);
    CHECK(limits.write_min_rate_bytes == 1024);
    CHECK(limits.write_grace == 15s);
    CHECK(limits.idle >= 60s);
    CHECK(limits.idle + limits.tick <= 75s);
    CHECK(limits.connections == 10'000);
    CHECK(limits.tick <= 250ms);  // by so much a deadline may be missed
    CHECK(config.drain_timeout == 25s);
}
