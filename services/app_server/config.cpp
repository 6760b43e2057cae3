#include "app_server/config.hpp"

#include "core/service/settings.hpp"
#include "core/service_database/connection_string.hpp"
#include "core/service_database/owner_settings.hpp"

namespace app {

namespace {

using core::Environment;
using core::service::read_connection_string;
using namespace std::chrono_literals;

constexpr std::uint64_t kMaxPageCache = 1ULL << 30U;

void read_ingest(Environment& env, Config& config) {
    auto& server = config.ingest;
    server.address =
        core::service::read_address(env, {"INGEST_ADDRESS", "127.0.0.1", "IP address of the internal port"});
    server.port = static_cast<std::uint16_t>(env.integer(
        {"INGEST_PORT", "8001", "internal port of `ingest` and `serve --with-ingest`, for the CMS only"},
        0,
        65535
    ));
    server.threads = static_cast<unsigned>(
        env.integer({"INGEST_THREADS", "1", "threads of the internal port; writers take turns anyway"}, 1, 16)
    );
    server.drain_delay = config.server.drain_delay;
    server.drain_timeout = config.server.drain_timeout;
    const auto keys = env.optional_text(
        {"SERVICE_KEYS",
         "",
         "id:secret of the services that may publish, two at most, separated by commas; at least 32 bytes "
         "each",
         true}
    );
    if (!keys) return;
    auto parsed = core::auth::parse_service_keys(*keys);
    if (parsed) {
        config.service_keys = std::move(*parsed);
    } else {
        env.fault("SERVICE_KEYS", parsed.error().detail);
    }
}

void read_database(Environment& env, Config& config) {
    auto& pool = config.database;
    pool.connection.conninfo = read_connection_string(
        env, {"APP_DATABASE", "dbname=lifted_app", "libpq connection string of the App's database"}
    );
    pool.connection.application_name = "lifted-app";
    pool.connection.statement_timeout = env.duration(
        {"STATEMENT_TIMEOUT", "10s", "longest a statement of the service may run"}, 100ms, 10min
    );
    pool.max_connections = 2;
    pool.backoff_max = std::chrono::milliseconds(500
    );  // with the keeper's pause: caught up within 2 s of the database's return
    config.owner = core::service::read_owner(env, "APP_DATABASE_OWNER", pool);
    config.owner.connection.lock_timeout = env.duration(
        {"COMMAND_LOCK_TIMEOUT", "30s", "longest `import-framework` and `loaddata` wait for another writer"},
        10ms,
        1h
    );
    config.ingest_database = pool;
    config.ingest_database.connection.application_name = "lifted-ingest";
    // A batch waits for its turn among the writers; the caller's own deadline is longer.
    config.ingest_database.connection.lock_timeout = std::chrono::seconds(5);
    config.ingest_database.max_connections = 4;
    auto ingest = read_connection_string(
        env,
        {"INGEST_DATABASE", "", "the same for the role that writes what is published; empty: APP_DATABASE"}
    );
    if (!ingest.empty()) config.ingest_database.connection.conninfo = std::move(ingest);
    pool.connection.read_only = true;
    config.database_wait =
        env.duration({"DATABASE_WAIT", "60s", "how long a start waits for the database"}, 0s, 24h);
    config.keeper.poll = env.duration(
        {"POLL_INTERVAL", "1s", "between looks at the catalogue version when no notice comes"}, 100ms, 1h
    );
}

}  // namespace

core::Result<Config> read_config(Environment& env) {
    auto process = core::service::read_process(env);
    auto zone = core::service::read_time_zone(env);
    Config config{
        .production = process.production,
        .log_level = process.log_level,
        .clock = std::move(process.clock),
        .presentation = {std::move(zone), core::service::read_currency(env)},
        .server = {},
        .internal = {},
        .rate_limit = {},
        .page_cache_bytes = 0,
        .ingest = {},
        .service_keys = {},
        .ingest_database = {},
        .database = {},
        .owner = {},
        .database_wait = {},
        .keeper = {}
    };
    config.server = core::service::read_server(env, "8000");
    config.internal = core::service::read_operators_port(env, "8002");
    config.rate_limit = core::service::read_rate_limit(env, config.server.threads);
    config.page_cache_bytes =
        env.bytes({"PAGE_CACHE", "4MiB", "bytes of finished answers each thread keeps"}, 0, kMaxPageCache);
    read_ingest(env, config);
    read_database(env, config);
    if (const auto checked = env.finish(); !checked) return checked.error();
    return config;
}

}  // namespace app
