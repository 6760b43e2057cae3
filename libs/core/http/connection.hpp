#pragma once

#include "core/async/task.hpp"
#include "core/http/server.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace core::http {

class Worker;

/// On the io_context's own executor: cheaper than one behind any_io_executor.
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

/// Serves an accepted connection until it ends.
void serve_plain(Worker& worker, Socket socket, const asio::ip::address& peer);
void serve_tls(Worker& worker, Socket socket, const asio::ip::address& peer, asio::ssl::context& context);

/// TLS 1.2 and later, ALPN http/1.1. Throws boost::system::system_error for files that cannot be used.
std::shared_ptr<asio::ssl::context> make_tls_context(const TlsConfig& config);

}  // namespace core::http
