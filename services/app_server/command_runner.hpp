#pragma once

#include "app_server/config.hpp"
#include "core/data/data_source_router.hpp"
#include "core/postgres/pool.hpp"
#include "core/service/run_command.hpp"
#include "core/storage/postgres_data_source.hpp"

#include <string_view>

namespace app {

namespace asio = core::asio;

inline constexpr std::string_view kProgram = "app_server";

/// One line on standard error.
inline void complain(std::string_view text) {
    core::service::complain(kProgram, text);
}

/// The App's database with the owner's role, behind the router that says what this process may do with it.
struct OwnedDatabase {
    OwnedDatabase(const asio::any_io_executor& executor, const Config& config)
        : pool(executor, config.owner), source(pool, config.owner.connection) {
        router.own<core::data::AppModel>(source);
    }

    core::postgres::Pool pool;
    core::storage::PostgresReadWriteSource source;
    core::data::DataSourceRouter router;
};

}  // namespace app
