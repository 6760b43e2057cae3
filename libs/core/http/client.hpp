#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"
#include "core/http/message.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::http {

struct ClientRequest {
    Method method = Method::get;
    std::string url;  ///< http:// or https://, absolute
    /// Without the fields of framing (Host, Content-Length, Transfer-Encoding, Connection, …), which are the
    /// client's.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct ClientResponse {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;  ///< decoded when the peer compressed it; Content-Encoding and -Length are then gone

    /// First field of that name (case-insensitive); empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct ClientLimits {
    std::chrono::milliseconds connect_timeout{2'000};  ///< per address, and again for the TLS handshake
    std::chrono::milliseconds total_timeout{10'000};
    std::size_t body_bytes = 8 * 1024 * 1024;  ///< decoded
    std::size_t kept_connections = 8;          ///< idle ones kept for reuse, per scheme, host and port
    std::string ca_file;                       ///< PEM; empty: the system's
};

/// Service-to-service HTTP/1.1 over kept connections. One client belongs to one io_context. Redirects are
/// answers, not followed. TLS (1.2 at least) verifies the chain and the host name.
class Client {
public:
    /// Throws boost::system::system_error when the CA file cannot be read.
    explicit Client(asio::any_io_executor executor, ClientLimits limits = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// `unavailable` when the peer cannot be reached or breaks off, `timed_out` past a deadline, `too_large`
    /// past the body limit, `malformed` for what is not HTTP, `invalid_input` for a request that cannot be
    /// sent. A request is sent again at most once, and only when a kept connection turned out closed before
    /// any byte of an answer and the method is idempotent. Cancelling the awaiting coroutine throws; the
    /// connection is then dropped.
    Task<Result<ClientResponse>> send(ClientRequest request);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace core::http
