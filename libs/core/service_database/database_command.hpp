#pragma once

#include "core/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <string_view>

namespace core::service {

/// As run_command, for a command that uses the database. A failure that database_failure knows (others hold
/// the lock, no connection, a full disk, …) is told in its words with the database's own after them; the exit
/// status is 1 then too: the command may be run again as it is.
int run_database_command(
    std::string_view program, const std::function<Task<int>(asio::any_io_executor executor)>& command
);

}  // namespace core::service
