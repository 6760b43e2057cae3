#pragma once

#include "core/http/client_connection.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace core::http {

/// Opens connections: name lookup, addresses in turn, TLS.
class ClientConnector {
public:
    /// `ca_file`: PEM; empty for the system's. Throws boost::system::system_error when it cannot be read.
    ClientConnector(asio::any_io_executor executor, std::string ca_file);
    ~ClientConnector();

    /// `unavailable` (`name-not-found`, `peer-unreachable`, `tls-failed`), or `timed_out` (`connect-timeout`)
    /// when the last address tried gave no sign within `timeout`. Throws when cancelled.
    Task<Result<std::unique_ptr<ClientConnection>>> open(
        const ClientTarget& target, std::chrono::milliseconds timeout
    );

private:
    asio::ssl::context& tls_context();

    asio::any_io_executor executor_;
    std::string ca_file_;
    std::unique_ptr<asio::ssl::context> tls_;
};

}  // namespace core::http
