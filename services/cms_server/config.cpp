#include "cms_server/config.hpp"

#include "core/service/settings.hpp"
#include "core/service_database/connection_string.hpp"
#include "core/service_database/owner_settings.hpp"

#include <algorithm>

namespace cms {

namespace {

using core::Environment;
using core::service::read_connection_string;
using namespace std::chrono_literals;

constexpr std::uint64_t kGiB = 1ULL << 30U;
constexpr std::uint64_t kLeastHashMemory = 8ULL << 10U;  // of Argon2id

constexpr std::size_t kSecretKeyDigits = 64;

std::string from_hex(std::string_view digits) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes.push_back(static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1])));
    }
    return bytes;
}

void read_ports(Environment& env, Config& config) {
    config.server = core::service::read_server(env, "9000");
    config.hand_in = config.server;
    config.hand_in.address = core::service::read_address(
        env, {"HAND_IN_ADDRESS", "127.0.0.1", "IP address of the port scrapers hand their results in at"}
    );
    config.hand_in.port = static_cast<std::uint16_t>(
        env.integer({"HAND_IN_PORT", "9001", "port scrapers hand their results in at"}, 0, 65535)
    );
    config.hand_in.allowed_hosts = {};
    config.operators = core::service::read_operators_port(env, "9002");
    config.rate_limit = core::service::read_rate_limit(env, config.server.threads);
}

void read_databases(Environment& env, Config& config) {
    auto& own = config.database;
    own.connection.conninfo = read_connection_string(
        env, {"DATABASE", "dbname=lifted_cms", "libpq connection string of the CMS's own database"}
    );
    own.connection.application_name = "lifted-cms";
    own.connection.statement_timeout =
        env.duration({"STATEMENT_TIMEOUT", "5s", "longest a statement of the service may run"}, 100ms, 10min);
    own.connection.lock_timeout =
        env.duration({"LOCK_TIMEOUT", "500ms", "longest a statement waits for another's lock"}, 10ms, 10min);
    own.max_connections = static_cast<std::size_t>(
        env.integer({"DATABASE_CONNECTIONS", "4", "connections each thread may open"}, 2, 100)
    );
    own.backoff_max = std::chrono::milliseconds(500);
    config.owner = core::service::read_owner(env, "DATABASE_OWNER", own);

    auto& app = config.app;
    app = own;
    app.connection.conninfo = read_connection_string(
        env,
        {"APP_DATABASE",
         "dbname=lifted_app",
         "libpq connection string of the App's database, or of its replicas; only ever read"}
    );
    app.connection.application_name = "lifted-cms-reader";
    app.connection.read_only = true;
    config.database_wait =
        env.duration({"DATABASE_WAIT", "60s", "how long a start waits for the database"}, 0s, 24h);
    config.keeper.poll = env.duration(
        {"POLL_INTERVAL", "5s", "between looks at the App's catalogue version when no notice comes"},
        100ms,
        1h
    );
    config.page_cache_bytes =
        env.bytes({"PAGE_CACHE", "1MiB", "bytes of the App's finished answers each thread keeps"}, 0, kGiB);
}

void read_staff(Environment& env, Config& config) {
    auto& staff = config.staff;
    const auto key = env.text(
        {"SECRET_KEY", "", "64 hexadecimal digits; what second-factor secrets are kept encrypted with", true}
    );
    const bool is_hex = std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (key.size() != kSecretKeyDigits || !is_hex) {
        env.fault("SECRET_KEY", "must be 64 hexadecimal digits, such as `openssl rand -hex 32` prints");
    } else {
        staff.secret_key = from_hex(key);
    }
    const auto minutes = [&](core::Setting setting) {
        return std::chrono::duration_cast<std::chrono::minutes>(env.duration(std::move(setting), 1min, 720h));
    };
    staff.idle = minutes({"SESSION_IDLE", "30m", "a session unused for longer has ended; whole minutes"});
    staff.absolute =
        minutes({"SESSION_LIFETIME", "12h", "a session older than this has ended; whole minutes"});
    staff.hash_memory_bytes =
        env.bytes({"HASH_MEMORY", "64MiB", "memory of one password hash (Argon2id)"}, kLeastHashMemory, kGiB);
    staff.hash_passes = static_cast<std::uint64_t>(
        env.integer({"HASH_PASSES", "3", "passes of one password hash (Argon2id)"}, 1, 20)
    );
    for (const auto& name : env.list(
             {"SECOND_FACTOR_ROLES",
              "",
              "roles that must have a second factor, separated by commas; recommended: "
              "publisher,administrator"}
         )) {
        if (const auto role = core::domain::parse_staff_role(name)) {
            staff.second_factor_roles.push_back(*role);
        } else {
            env.fault("SECOND_FACTOR_ROLES", "must name viewer, editor, publisher or administrator");
        }
    }
    staff.admin_username =
        env.optional_text({"ADMIN_USERNAME", "", "the first administrator, made when there is no staff"});
    staff.admin_password =
        env.optional_text({"ADMIN_PASSWORD", "", "the first administrator's password", true});
    if (staff.admin_username.has_value() != staff.admin_password.has_value()) {
        env.fault(
            staff.admin_username ? "ADMIN_PASSWORD" : "ADMIN_USERNAME",
            "must be set when the other of the pair is"
        );
    }
}

void read_services(Environment& env, Config& config) {
    const auto text = env.text(
        {"SERVICE_KEYS",
         "",
         "`id:secret`, or two of them during a rotation: how services prove who they are; the first one "
         "signs",
         true}
    );
    auto keys = core::auth::parse_service_keys(text);
    if (keys) {
        config.service_keys = std::move(*keys);
    } else {
        env.fault("SERVICE_KEYS", keys.error().detail);
    }
    auto& worker = config.worker;
    worker.concurrency =
        static_cast<unsigned>(env.integer({"WORKER_CONCURRENCY", "8", "jobs a worker runs at once"}, 1, 256));
    worker.ingest_urls = env.list(
        {"INGEST_URLS", "http://127.0.0.1:8001", "internal addresses of the App, separated by commas"}
    );
    if (worker.ingest_urls.empty()) env.fault("INGEST_URLS", "must name at least one address");
    core::service::check_urls(env, "INGEST_URLS", worker.ingest_urls);
    worker.batch = static_cast<std::size_t>(
        env.integer({"PUBLICATION_BATCH", "250", "publications told to the App in one request"}, 1, 500)
    );
}

void read_scraper(Environment& env, Config& config) {
    auto& scraper = config.scraper;
    scraper.url =
        env.text({"SCRAPER_URL", "", "address of the scraper, http://host:6800; empty: there is none"});
    if (!scraper.url.empty()) core::service::check_urls(env, "SCRAPER_URL", {scraper.url});
    scraper.username = env.text({"SCRAPER_USERNAME", "", "user name the scraper asks for; empty: none"});
    scraper.password = env.text({"SCRAPER_PASSWORD", "", "its password", true});
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
        .hand_in = {},
        .operators = {},
        .rate_limit = {},
        .database = {},
        .owner = {},
        .app = {},
        .database_wait = {},
        .keeper = {},
        .page_cache_bytes = 0,
        .service_keys = {},
        .staff = {},
        .worker = {},
        .scraper = {}
    };
    read_ports(env, config);
    read_databases(env, config);
    read_staff(env, config);
    read_services(env, config);
    read_scraper(env, config);
    if (const auto checked = env.finish(); !checked) return checked.error();
    return config;
}

}  // namespace cms
