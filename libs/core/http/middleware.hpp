#pragma once

#include "core/http/message.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace core::http {

struct Route;

/// What a finished exchange was; given to `after`.
struct Exchange {
    const Request& request;
    const Response& response;
    std::size_t bytes_sent = 0;  ///< body bytes
    std::chrono::microseconds duration{};
};

/// Stands between the server and the handlers. Shared by all threads: keeps per-thread state by
/// Request::worker or is lock-free.
class Middleware {
public:
    virtual ~Middleware() = default;

    /// Answers in place of the handler, or lets the request pass. `route` is null when none matched.
    virtual std::optional<Response> before(Request& request, const Route* route);

    /// Adds to a response before it is written; runs for refused requests too.
    virtual void decorate(const Request& request, Response& response);

    /// Sees the exchange once it is written.
    virtual void after(const Exchange& exchange);
};

/// In order for `before`, the same order for the others.
using MiddlewareChain = std::vector<std::unique_ptr<Middleware>>;

}  // namespace core::http
