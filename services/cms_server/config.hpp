#pragma once

#include "app_server/dto/presentation.hpp"
#include "app_server/use_cases/catalogue_keeper.hpp"
#include "cms_server/scraper_client/http_scraper_daemon.hpp"
#include "core/auth/service_signature.hpp"
#include "core/base/clock.hpp"
#include "core/base/config.hpp"
#include "core/base/log.hpp"
#include "core/domain/staff.hpp"
#include "core/http/rate_limit.hpp"
#include "core/http/server.hpp"
#include "core/postgres/pool.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cms {

struct StaffSettings {
    std::string secret_key;  ///< 32 bytes: what second-factor secrets are kept encrypted with
    std::chrono::minutes idle{};
    std::chrono::minutes absolute{};
    std::uint64_t hash_memory_bytes = 0;  ///< of one password hash
    std::uint64_t hash_passes = 0;
    std::vector<core::domain::StaffRole> second_factor_roles;  ///< that must have a second factor
    std::optional<std::string> admin_username;                 ///< of the first administrator
    std::optional<std::string> admin_password;
};

struct WorkerSettings {
    unsigned concurrency = 0;  ///< jobs at once
    std::vector<std::string> ingest_urls;
    std::size_t batch = 0;  ///< publications told to the App at once
};

/// Everything a process of the CMS is told from outside, read and checked before anything starts. Each
/// variable is documented where it is read, in config.cpp, and by `cms_server --help`.
struct Config {
    bool production = false;
    core::log::Level log_level = core::log::Level::info;
    std::shared_ptr<const core::Clock> clock;
    app::Presentation presentation;

    core::http::ServerConfig server;
    core::http::ServerConfig hand_in;    ///< where scrapers hand in what they found
    core::http::ServerConfig operators;  ///< health and metrics
    core::http::RateLimitOptions rate_limit;

    core::postgres::PoolConfig database;  ///< the CMS's own, with the service's role
    core::postgres::PoolConfig owner;     ///< the same with the role that owns the schema
    core::postgres::PoolConfig app;       ///< the App's, read only
    std::chrono::milliseconds database_wait{};
    app::KeeperTimes keeper;
    std::size_t page_cache_bytes = 0;

    std::vector<core::auth::ServiceKey> service_keys;  ///< the first one signs, all are accepted
    StaffSettings staff;
    WorkerSettings worker;
    ScraperAddress scraper;
};

/// Reads the configuration of this process. `invalid_input`, code `bad-configuration`, with every fault in
/// one line.
core::Result<Config> read_config(core::Environment& environment);

}  // namespace cms
