#pragma once

#include "app_server/config.hpp"
#include "core/data/data_source_router.hpp"
#include "core/postgres/pool.hpp"
#include "core/storage/postgres_data_source.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string_view>

namespace app {

namespace asio = core::asio;

/// One line on standard error.
inline void complain(std::string_view text) {
    fmt::print(stderr, "app_server: {}\n", text);
}

/// The App's database with the owner's role, behind the router that says what this process may do with it.
struct OwnedDatabase {
    OwnedDatabase(asio::io_context& context, const Config& config)
        : pool(context.get_executor(), config.owner), source(pool, config.owner.connection) {
        router.own<core::data::AppModel>(source);
    }

    core::postgres::Pool pool;
    core::storage::PostgresReadWriteSource source;
    core::data::DataSourceRouter router;
};

/// Runs one command's coroutine to its end and returns its status; 1, with one line, when something cannot be
/// reached.
template <class F>
int run_command(F&& command) {
    asio::io_context context(1);
    int status = 1;
    try {
        std::exception_ptr failure;
        asio::co_spawn(context, command(context), [&](std::exception_ptr thrown, int result) {
            failure = thrown;
            status = result;
        });
        context.run();
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        complain(error.what());
        return 1;
    }
    return status;
}

}  // namespace app
