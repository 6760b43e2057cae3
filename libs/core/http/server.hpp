#pragma once

#include "core/base/error.hpp"
#include "core/http/middleware.hpp"
#include "core/http/router.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace core::http {

struct TlsConfig {
    std::string certificate_chain_file;  ///< PEM
    std::string private_key_file;        ///< PEM
};

/// The promises of the server under load and attack; each has a test.
struct ServerLimits {
    std::size_t request_line_bytes = 8 * 1024;        ///< beyond: 414
    std::size_t header_bytes = 32 * 1024;             ///< beyond: 431
    std::size_t header_count = 100;                   ///< beyond: 431
    std::chrono::milliseconds head_deadline{10'000};  ///< for the whole head, not per byte; then 408
    std::chrono::milliseconds body_deadline{30'000};
    std::size_t body_min_rate_bytes = 1024;  ///< per second, after the grace
    std::chrono::milliseconds body_grace{5'000};
    std::size_t body_budget_bytes = 64 * 1024 * 1024;  ///< of bodies that have arrived; beyond: 503
    std::chrono::milliseconds write_stall{15'000};     ///< a write that makes no progress
    std::size_t write_min_rate_bytes = 1024;           ///< per second, after the grace; below: cut off
    std::chrono::milliseconds write_grace{15'000};
    std::chrono::milliseconds idle{65'000};   ///< between requests on a kept connection
    std::size_t connections = 10'000;         ///< open at once over all threads; beyond: accept pauses
    std::chrono::milliseconds tick{250};      ///< how often deadlines are looked at: their granularity
    std::size_t requests_per_connection = 0;  ///< 0: no limit
};

struct ServerConfig {
    std::string address = "0.0.0.0";
    std::uint16_t port = 8000;  ///< 0: chosen by the system; see Server::port
    unsigned threads = 0;       ///< 0: one per core
    std::optional<TlsConfig> tls;
    ServerLimits limits;
    std::vector<std::string> allowed_hosts;    ///< without port; empty: any well-formed Host. Others get 421
    std::vector<std::string> trusted_proxies;  ///< CIDR blocks whose Forwarded / X-Forwarded-* are believed
    /// Turns an exception that left a handler into an answer, e.g. a lost database into `unavailable`.
    /// Without a value, or without the function, the answer is 500. Called on any thread.
    std::function<std::optional<Error>(std::exception_ptr)> translate_exception;
    std::chrono::milliseconds drain_delay{0};
    std::chrono::milliseconds drain_timeout{25'000};
};

/// An HTTP/1.1 server: one single-threaded io_context per thread, each with its own acceptor (SO_REUSEPORT),
/// so that nothing on the way of a request is shared or locked. The router and the middleware must outlive
/// it.
class Server {
public:
    /// Throws std::system_error when the certificate or its key cannot be used, std::invalid_argument for a
    /// trusted proxy that is no CIDR block.
    Server(ServerConfig config, const Router& router, const MiddlewareChain& chain);
    ~Server();

    /// Binds and starts the threads. Throws std::system_error when the address cannot be bound. A server
    /// of the same user at the same port is no obstacle: new connections go to either, so that one can take
    /// over from the other. Raises the process's soft limit of open files to what the connections may need.
    void start();

    [[nodiscard]] std::uint16_t port() const;

    /// Graceful stop: refuses new connections after drain_delay, answers what is in flight with `Connection:
    /// close`, cuts what is left at drain_timeout. Blocks until the threads have ended, so call it from none
    /// of them; what else runs on the executors stops with them. True when nothing had to be cut.
    bool stop();

    /// True from the moment stop() is called: readiness turns false, though requests are still answered.
    [[nodiscard]] bool draining() const;

    /// Open connections now, over all threads.
    [[nodiscard]] std::size_t connections() const;

    /// The io_context executors, one per thread, for per-thread resources such as connection pools.
    [[nodiscard]] std::vector<asio::any_io_executor> executors();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace core::http
