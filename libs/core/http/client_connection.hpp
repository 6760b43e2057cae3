#pragma once

#include "core/async/task.hpp"
#include "core/http/client.hpp"
#include "core/http/client_target.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstddef>
#include <memory>

namespace core::http {

/// The outcome of one request on one connection.
struct ClientExchange {
    Result<ClientResponse> response;  ///< the body as it came: still encoded
    bool reusable = false;            ///< the connection may carry another request
    bool answer_begun = false;        ///< at least one byte of an answer arrived
};

/// An open connection. Used by one coroutine at a time.
class ClientConnection {
public:
    virtual ~ClientConnection() = default;

    /// Sends the request and reads the answer whole, at most `body_limit` bytes of body.
    virtual Task<ClientExchange> exchange(
        const ClientRequest& request, const ClientTarget& target, std::size_t body_limit
    ) = 0;

    /// While idle: the peer has closed it, or sent what nobody asked for.
    [[nodiscard]] virtual bool stale() = 0;
};

using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;

std::unique_ptr<ClientConnection> make_connection(asio::ip::tcp::socket socket);
std::unique_ptr<ClientConnection> make_connection(TlsStream stream);

}  // namespace core::http
