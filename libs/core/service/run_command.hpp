#pragma once

#include "core/async/task.hpp"
#include "core/http/server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace core::service {

/// One line on standard error: `<program>: <text>`.
void complain(std::string_view program, std::string_view text);

/// Runs one command's coroutine to its end on an io_context of its own and returns its exit status; 1, with
/// one line on standard error, when it throws because something cannot be reached.
int run_command(
    std::string_view program, const std::function<Task<int>(asio::any_io_executor executor)>& command
);

/// Asks the running service on this machine whether it is ready, by `/readyz` of the port with its health,
/// and prints the answer. 0 when it is. The port is asked at the address it listens on; where that is every
/// address, at the loopback's.
int healthcheck(std::string_view program, const http::ServerConfig& port);

}  // namespace core::service
