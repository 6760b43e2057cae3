#include "app_server/config.hpp"

#include <thread>

namespace app {

namespace {

using core::Environment;

std::shared_ptr<const core::Clock> read_clock(Environment& env, bool production) {
    const auto text = env.optional_text(
        {"CLOCK",
         "",
         "an RFC 3339 instant from which the service's clock runs on; for trials, refused in production"}
    );
    if (!text) return std::make_shared<core::SystemClock>();
    if (production) env.fault("CLOCK", "must not be set in production");
    const auto start = core::parse_instant(*text);
    if (!start) env.fault("CLOCK", "must be an RFC 3339 instant such as 2027-01-05T09:00:00+08:00");
    return std::make_shared<core::ShiftedClock>(start ? *start : core::Instant{});
}

core::TimeZone read_zone(Environment& env) {
    const auto name =
        env.text({"TIME_ZONE", "Asia/Singapore", "IANA time zone in which days begin and times are shown"});
    auto zone = core::TimeZone::find(name);
    if (zone) return *zone;
    env.fault("TIME_ZONE", "is not a time zone this system knows");
    return core::TimeZone::find("UTC").value();
}

void read_server(Environment& env, Config& config) {
    auto& server = config.server;
    server.address = env.text({"ADDRESS", "0.0.0.0", "address the public port listens on"});
    server.port = static_cast<std::uint16_t>(env.integer({"PORT", "8000", "public port"}, 0, 65535));
    server.threads =
        static_cast<unsigned>(env.integer({"THREADS", "0", "threads that serve; 0: one per core"}, 0, 256));
    if (server.threads == 0) server.threads = std::max(1U, std::thread::hardware_concurrency());
    server.allowed_hosts =
        env.list({"ALLOWED_HOSTS", "", "host names answered to, separated by commas; empty: any"});
    server.trusted_proxies = env.list(
        {"TRUSTED_PROXIES",
         "",
         "CIDR blocks of the proxies whose Forwarded and X-Forwarded-* fields are believed"}
    );
    server.drain_delay =
        env.duration({"DRAIN_DELAY", "0s", "answered normally after SIGTERM while readiness is false"});
    server.drain_timeout =
        env.duration({"DRAIN_TIMEOUT", "25s", "after which a stopping server cuts what is left"});
    server.limits.connections = static_cast<std::size_t>(env.integer(
        {"MAX_CONNECTIONS", "10000", "connections open at once; beyond, new ones wait"}, 1, 1'000'000
    ));
    const auto certificate = env.optional_text(
        {"TLS_CERTIFICATE", "", "PEM file of the certificate chain; with it the public port speaks TLS"}
    );
    const auto key = env.optional_text({"TLS_KEY", "", "PEM file of the certificate's private key"});
    if (certificate.has_value() != key.has_value()) {
        env.fault(certificate ? "TLS_KEY" : "TLS_CERTIFICATE", "must be set when the other of the pair is");
    } else if (certificate) {
        server.tls = core::http::TlsConfig{*certificate, *key};
    }

    config.internal.address = env.text({"METRICS_ADDRESS", "127.0.0.1", "address of the operators' port"});
    config.internal.port = static_cast<std::uint16_t>(
        env.integer({"METRICS_PORT", "8002", "operators' port: /metrics, /livez, /readyz"}, 0, 65535)
    );
    config.internal.threads = 1;
    config.internal.drain_timeout = std::chrono::seconds(1);

    config.rate_limit.per_second = static_cast<double>(env.integer(
        {"RATE_LIMIT", "0", "requests per second and client beyond which 429 is answered; 0: no limit"},
        0,
        1'000'000
    ));
    config.rate_limit.burst = static_cast<double>(env.integer(
        {"RATE_LIMIT_BURST", "60", "requests a client may make at once before the limit holds"}, 1, 1'000'000
    ));
    config.rate_limit.workers = server.threads;
    config.page_cache_bytes =
        env.bytes({"PAGE_CACHE", "4MiB", "bytes of finished answers each thread keeps"});
}

void read_ingest(Environment& env, Config& config) {
    auto& server = config.ingest;
    server.address = env.text({"INGEST_ADDRESS", "127.0.0.1", "address of the internal port"});
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
    pool.connection.conninfo =
        env.text({"APP_DATABASE", "dbname=lifted_app", "libpq connection string of the App's database", true}
        );
    pool.connection.application_name = "lifted-app";
    pool.connection.statement_timeout =
        env.duration({"STATEMENT_TIMEOUT", "10s", "longest a statement of the service may run"});
    pool.max_connections = 2;
    pool.backoff_max = std::chrono::milliseconds(500
    );  // with the keeper's pause: caught up within 2 s of the database's return
    config.owner = pool;
    config.owner.connection.application_name = "lifted-app-admin";
    config.owner.connection.statement_timeout = std::chrono::minutes(10);
    config.owner.connection.lock_timeout = std::chrono::seconds(30);
    const auto owner = env.optional_text(
        {"APP_DATABASE_OWNER",
         "",
         "the same for the role that owns the schema: migrations and loads; empty: APP_DATABASE",
         true}
    );
    if (owner) config.owner.connection.conninfo = *owner;
    config.ingest_database = pool;
    config.ingest_database.connection.application_name = "lifted-ingest";
    // A batch waits for its turn among the writers; the caller's own deadline is longer.
    config.ingest_database.connection.lock_timeout = std::chrono::seconds(5);
    config.ingest_database.max_connections = 4;
    const auto ingest = env.optional_text(
        {"INGEST_DATABASE",
         "",
         "the same for the role that writes what is published; empty: APP_DATABASE",
         true}
    );
    if (ingest) config.ingest_database.connection.conninfo = *ingest;
    pool.connection.read_only = true;
    config.database_wait = env.duration({"DATABASE_WAIT", "60s", "how long a start waits for the database"});
    config.keeper.poll =
        env.duration({"POLL_INTERVAL", "1s", "between looks at the catalogue version when no notice comes"});
}

}  // namespace

core::Result<Config> read_config(Environment& env) {
    const auto kind =
        env.one_of({"ENVIRONMENT", "production", "development or production"}, {"development", "production"});
    const bool production = kind == "production";
    auto clock = read_clock(env, production);
    auto zone = read_zone(env);
    const auto level = core::log::parse_level(env.one_of(
        {"LOG_LEVEL", "info", "debug, info, warning or error"}, {"debug", "info", "warning", "error"}
    ));
    Config config{
        .production = production,
        .log_level = level ? *level : core::log::Level::info,
        .clock = std::move(clock),
        .presentation =
            {std::move(zone), env.text({"CURRENCY", "SGD", "ISO 4217 code of the currency of all costs"})},
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
    read_server(env, config);
    read_ingest(env, config);
    read_database(env, config);
    if (const auto checked = env.finish(); !checked) return checked.error();
    return config;
}

}  // namespace app
