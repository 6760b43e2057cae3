#pragma once

#include "core/async/task.hpp"
#include "core/http/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace core::http::test {

using asio::ip::tcp;

/// Reads one request: its head, and a body as long as Content-Length says. Empty at the end of the stream.
Task<std::string> read_request(tcp::socket& socket);
Task<> write(tcp::socket& socket, std::string bytes);

/// Something one coroutine tells another.
class Signal {
public:
    explicit Signal(asio::io_context& context) : timer_(context, asio::steady_timer::time_point::max()) {}

    void raise() {
        raised_ = true;
        timer_.cancel();
    }

    Task<> wait();

private:
    asio::steady_timer timer_;
    bool raised_ = false;
};

/// A server that does with each connection what the test says, on the client's own io_context.
class Peer {
public:
    /// `serve(socket, n)`: n counts connections from 0. The connection closes when it returns.
    using Serve = std::function<Task<>(tcp::socket&, std::size_t)>;

    Peer(asio::io_context& context, Serve serve);

    /// A peer that gives the same bytes to every request of every connection.
    static Serve always(std::string answer);

    [[nodiscard]] std::string url(std::string_view path, std::string_view host = "127.0.0.1") const;

    [[nodiscard]] std::size_t connections() const { return connections_; }

private:
    Task<> accept(Serve serve);

    asio::io_context& context_;
    tcp::acceptor acceptor_;
    std::size_t connections_ = 0;
};

/// Runs a coroutine to its end; a failure of it is thrown here.
void run(asio::io_context& context, std::function<Task<>()> body);

/// Sends one request to a peer that always answers so.
Result<ClientResponse> ask(std::string answer, ClientLimits limits = {}, Method method = Method::get);

std::string with_length(std::string_view head, std::string_view body);

}  // namespace core::http::test
