#pragma once

#include "core/async/task.hpp"
#include "core/http/message.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace core::http {

/// Answers at once, on the connection's thread: for what is in memory. Must not block.
using SyncHandler = std::function<Response(const Request&)>;
/// Suspends while it waits for others. The request outlives the coroutine.
using AsyncHandler = std::function<Task<Response>(const Request&)>;
using Handler = std::variant<SyncHandler, AsyncHandler>;

/// Who may call a route. The server only carries it; the authorisation middleware decides.
enum class Access { open, service, staff };

struct RouteOptions {
    std::size_t body_limit_bytes = 0;                 ///< 0: a request body is refused with 413
    std::string_view body_type = "application/json";  ///< else 415
    std::chrono::milliseconds deadline{10'000};
    Access access = Access::open;
    bool cors = false;  ///< readable by any origin, without credentials
};

struct Route {
    Method method;
    std::string pattern;  ///< `/api/v1/courses/{uid}`; a parameter is one whole segment
    Handler handler;
    RouteOptions options;
};

/// The table of routes. Built once; matching takes no lock and allocates only for path parameters.
///
/// A literal segment beats a parameter, and of two patterns that both fit the more literal one is the
/// resource, whatever its methods. `/a` and `/a/` are different paths. A parameter is never empty; one whose
/// escapes are broken, or that decodes to NUL or to bytes that are not UTF-8, fits no pattern.
class Router {
public:
    /// Throws std::logic_error for a pattern that is malformed, or that differs from one already there at
    /// most in the names of its parameters.
    void add(Method method, std::string pattern, Handler handler, RouteOptions options = {});

    struct Match {
        const Route* route = nullptr;  ///< null when the path is unknown or the method is not offered there
        std::string_view allow;        ///< for a known path: value of Allow, HEAD and OPTIONS included
        bool known_path = false;
    };

    /// Finds the route of a method and path (percent-encoded, without query); HEAD falls back to GET. Fills
    /// `params` with decoded values; leaves it empty without a route.
    Match match(
        Method method, std::string_view path, std::vector<std::pair<std::string_view, std::string>>& params
    ) const;

    /// Every route, for tests and documentation.
    [[nodiscard]] std::vector<const Route*> routes() const;

    Router();
    ~Router();
    Router(Router&&) noexcept;

private:
    struct Node;
    std::unique_ptr<Node> root_;
};

}  // namespace core::http
