#include "core/service/run_command.hpp"

#include "core/http/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace core::service {

namespace {

/// Of a URL. What listens on every address is reached by the loopback.
std::string host_to_ask(const std::string& address) {
    const auto ip = asio::ip::make_address(address);
    if (ip.is_v4()) return ip.is_unspecified() ? "127.0.0.1" : ip.to_string();
    return ip.is_unspecified() ? "[::1]" : fmt::format("[{}]", ip.to_string());
}

}  // namespace

void complain(std::string_view program, std::string_view text) {
    fmt::print(stderr, "{}: {}\n", program, text);
}

int run_command(std::string_view program, const std::function<Task<int>(asio::any_io_executor)>& command) {
    asio::io_context context(1);
    int status = 1;
    try {
        std::exception_ptr failure;
        asio::co_spawn(context, command(context.get_executor()), [&](std::exception_ptr thrown, int result) {
            failure = thrown;
            status = result;
        });
        context.run();
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        complain(program, error.what());
        return 1;
    }
    return status;
}

int healthcheck(std::string_view program, const http::ServerConfig& port) {
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): run_command waits for its end.
    return run_command(program, [&](asio::any_io_executor executor) -> Task<int> {
        http::Client client(executor);
        http::ClientRequest request;
        request.url = fmt::format("http://{}:{}/readyz", host_to_ask(port.address), port.port);
        const auto response = co_await client.send(std::move(request));
        if (!response) {
            complain(program, response.error().detail);
            co_return 1;
        }
        fmt::print("{}\n", response->body);
        co_return response->status == 200 ? 0 : 1;
    });
}

}  // namespace core::service
