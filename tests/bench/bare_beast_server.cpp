// The baseline the HTTP server is measured against: a plain Beast coroutine server that answers every request
// with the same bytes. bare_beast_server PORT BYTES THREADS
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cstdlib>
#include <iostream>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

asio::awaitable<void> serve(beast::tcp_stream stream, const std::string& body) {
    beast::flat_buffer buffer;
    try {
        for (;;) {
            http::request<http::string_body> request;
            co_await http::async_read(stream, buffer, request, asio::use_awaitable);
            http::response<http::string_body> response(http::status::ok, request.version());
            response.set(http::field::content_type, "application/json");
            response.keep_alive(request.keep_alive());
            response.body() = body;
            response.prepare_payload();
            co_await http::async_write(stream, response, asio::use_awaitable);
            if (!response.keep_alive()) {
                break;
            }
        }
    } catch (const boost::system::system_error&) {
        // The client went away.
    }
    beast::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> listen(tcp::acceptor acceptor, const std::string& body) {
    for (;;) {
        tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
        socket.set_option(tcp::no_delay(true));
        asio::co_spawn(
            acceptor.get_executor(), serve(beast::tcp_stream(std::move(socket)), body), asio::detached
        );
    }
}

void run(unsigned short port, const std::string& body) {
    asio::io_context context(1);
    tcp::acceptor acceptor(context);
    acceptor.open(tcp::v4());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.set_option(asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>(true));
    acceptor.bind({tcp::v4(), port});
    acceptor.listen();
    asio::co_spawn(context, listen(std::move(acceptor), body), asio::detached);
    context.run();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: bare_beast_server PORT BYTES THREADS\n";
        return 2;
    }
    const auto port = static_cast<unsigned short>(std::atoi(argv[1]));
    const std::string body(static_cast<std::size_t>(std::atol(argv[2])), 'x');
    std::vector<std::thread> threads;
    for (int i = 0; i < std::atoi(argv[3]); ++i) {
        threads.emplace_back([&] { run(port, body); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}
