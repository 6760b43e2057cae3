#pragma once

#include "core/http/middleware.hpp"

#include <memory>

namespace core::http {

struct RateLimitOptions {
    double per_second = 0;         ///< tokens gained per second and client; 0: no limit
    double burst = 0;              ///< tokens a client holds at most; below 1 counts as 1
    std::size_t clients = 16'384;  ///< remembered per thread; the longest unseen are forgotten first
    unsigned workers = 0;          ///< threads of the server; 0: one per core
};

/// A token bucket per client: an IPv4 address or an IPv6 /64. Each thread keeps its own table, so a client on
/// several connections gets at most `per_second` × threads. Refused: 429 with Retry-After.
class RateLimit final : public Middleware {
public:
    explicit RateLimit(RateLimitOptions options);
    ~RateLimit() override;

    std::optional<Response> before(Request& request, const Route* route) override;

private:
    class Table;
    RateLimitOptions options_;
    std::vector<std::unique_ptr<Table>> tables_;
};

}  // namespace core::http
