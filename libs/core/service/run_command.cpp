#include "core/service/run_command.hpp"

#include "core/http/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace core::service {

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

int healthcheck(std::string_view program, unsigned short operators_port) {
    return run_command(program, [&](asio::any_io_executor executor) -> Task<int> {
        http::Client client(executor);
        http::ClientRequest request;
        request.url = fmt::format("http://127.0.0.1:{}/readyz", operators_port);
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
