#include "app_server/command_runner.hpp"
#include "app_server/commands.hpp"
#include "app_server/dump/dump_data.hpp"
#include "app_server/dump/load_data.hpp"
#include "app_server/dump/problems.hpp"
#include "core/service_database/database_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <stdexcept>

namespace app {

namespace {

core::Task<int> write_dump(asio::any_io_executor executor, const Config& config) {
    OwnedDatabase database(executor, config);
    co_await dump::dump_data(database.source, [](std::string_view lines) {
        if (std::fwrite(lines.data(), 1, lines.size(), stdout) != lines.size()) {
            throw std::runtime_error("standard output cannot be written");
        }
    });
    if (std::fflush(stdout) != 0) throw std::runtime_error("standard output cannot be written");
    co_return 0;
}

core::Task<int> read_dump(asio::any_io_executor executor, const Config& config) {
    OwnedDatabase database(executor, config);
    const auto loaded = co_await dump::load_data(database.source, dump::lines_of(std::cin));
    if (!loaded) {
        const dump::LoadRefusal& refusal = loaded.error();
        for (const auto& problem : refusal.problems)
            fmt::print(stderr, "line {}: {}\n", problem.line, problem.detail);
        complain(fmt::format("{} problems; nothing was loaded", refusal.total));
        co_return 2;
    }
    fmt::print(
        "loaded {} framework items, {} courses and {} removed courses\n",
        loaded->framework_items,
        loaded->courses,
        loaded->removed_courses
    );
    co_return 0;
}

}  // namespace

int dump_data_command(const Config& config) {
    return core::service::run_database_command(kProgram, [&](asio::any_io_executor executor) {
        return write_dump(std::move(executor), config);
    });
}

int load_data_command(const Config& config) {
    return core::service::run_database_command(kProgram, [&](asio::any_io_executor executor) {
        return read_dump(std::move(executor), config);
    });
}

}  // namespace app
