#pragma once

#include "app_server/dto/presentation.hpp"
#include "app_server/use_cases/catalogue_keeper.hpp"
#include "core/auth/service_signature.hpp"
#include "core/base/clock.hpp"
#include "core/base/config.hpp"
#include "core/base/log.hpp"
#include "core/http/rate_limit.hpp"
#include "core/http/server.hpp"
#include "core/postgres/pool.hpp"

#include <memory>
#include <string>
#include <vector>

namespace app {

/// Everything the App's process is told from outside, read and checked before anything starts. Each variable
/// is documented where it is read, in config.cpp, and by `app_server --help`.
struct Config {
    bool production = false;
    core::log::Level log_level = core::log::Level::info;
    std::shared_ptr<const core::Clock> clock;
    Presentation presentation;

    core::http::ServerConfig server;
    core::http::ServerConfig internal;  ///< health and metrics, for operators only
    core::http::RateLimitOptions rate_limit;
    std::size_t page_cache_bytes = 0;  ///< per worker

    core::http::ServerConfig ingest;                   ///< takes publications in, for the CMS only
    std::vector<core::auth::ServiceKey> service_keys;  ///< who may publish; empty: nobody
    core::postgres::PoolConfig ingest_database;        ///< a role that may write what is published

    core::postgres::PoolConfig database;  ///< the service's own, least-privileged role
    core::postgres::PoolConfig owner;     ///< for migrations and loads
    std::chrono::milliseconds database_wait{};
    KeeperTimes keeper;
};

/// Reads the configuration of this process. `invalid_input`, code `bad-configuration`, with every fault in
/// one line.
core::Result<Config> read_config(core::Environment& environment);

}  // namespace app
