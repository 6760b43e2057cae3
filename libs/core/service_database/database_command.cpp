#include "core/service_database/database_command.hpp"

#include "core/service/run_command.hpp"
#include "core/service_database/database_failure.hpp"

#include <fmt/format.h>

#include <exception>

namespace core::service {

namespace {

Task<int> explained(std::string_view program, Task<int> command) {
    try {
        co_return co_await std::move(command);
    } catch (const std::exception& error) {
        const auto known = database_failure(std::current_exception());
        if (!known) throw;
        complain(program, fmt::format("{}: {}", known->detail, error.what()));
    }
    co_return 1;
}

}  // namespace

int run_database_command(
    std::string_view program, const std::function<Task<int>(asio::any_io_executor)>& command
) {
    return run_command(program, [&](asio::any_io_executor executor) {
        return explained(program, command(std::move(executor)));
    });
}

}  // namespace core::service
