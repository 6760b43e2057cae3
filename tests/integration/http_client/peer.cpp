#include "peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <stdexcept>

namespace core::http::test {

namespace {
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
}

Task<std::string> read_request(tcp::socket& socket) {
    std::string request;
    const auto [error, head] =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", kTuple);
    if (error) {
        co_return std::string();
    }
    const auto at = request.find("Content-Length: ");
    const std::size_t length = at < head ? std::strtoul(request.c_str() + at + 16, nullptr, 10) : 0;
    if (request.size() < head + length) {
        const std::size_t missing = head + length - request.size();
        co_await asio::async_read(
            socket, asio::dynamic_buffer(request), asio::transfer_exactly(missing), asio::use_awaitable
        );
    }
    co_return request;
}

Task<> write(tcp::socket& socket, std::string bytes) {
    co_await asio::async_write(socket, asio::buffer(bytes), kTuple);
}

Task<> Signal::wait() {
    if (!raised_) {
        co_await timer_.async_wait(kTuple);
    }
}

Peer::Peer(asio::io_context& context, Serve serve)
    : context_(context), acceptor_(context, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)) {
    asio::co_spawn(context_, accept(std::move(serve)), asio::detached);
}

Task<> Peer::accept(Serve serve) {
    for (;;) {
        auto [error, socket] = co_await acceptor_.async_accept(kTuple);
        if (error) {
            co_return;
        }
        const auto serve_one = [](Serve handle, tcp::socket one, std::size_t number) -> Task<> {
            co_await handle(one, number);
        };
        asio::co_spawn(context_, serve_one(serve, std::move(socket), connections_++), asio::detached);
    }
}

Peer::Serve Peer::always(std::string answer) {
    return [answer](tcp::socket& socket, std::size_t) -> Task<> {
        for (;;) {
            const std::string request = co_await read_request(socket);
            if (request.empty()) {
                co_return;
            }
            co_await write(socket, answer);
        }
    };
}

std::string Peer::url(std::string_view path, std::string_view host) const {
    return "http://" + std::string(host) + ":" + std::to_string(acceptor_.local_endpoint().port()) +
           std::string(path);
}

void run(asio::io_context& context, std::function<Task<>()> body) {
    std::exception_ptr failure;
    bool done = false;
    asio::co_spawn(context, body(), [&](std::exception_ptr thrown) {
        failure = thrown;
        done = true;
        context.stop();
    });
    context.restart();
    context.run_for(std::chrono::seconds(30));
    if (failure) {
        std::rethrow_exception(failure);
    }
    if (!done) {
        throw std::runtime_error("the test did not end in time");
    }
}

Result<ClientResponse> ask(std::string answer, ClientLimits limits, Method method) {
    asio::io_context context;
    // One answer, then the end of the stream.
    Peer peer(context, [answer](tcp::socket& socket, std::size_t) -> Task<> {
        co_await read_request(socket);
        co_await write(socket, answer);
    });
    Client client(context.get_executor(), limits);
    std::optional<Result<ClientResponse>> out;
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.method = method;
        request.url = peer.url("/");
        out = co_await client.send(request);
    });
    return *out;
}

std::string with_length(std::string_view head, std::string_view body) {
    std::string out(head);
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    return out;
}

}  // namespace core::http::test
