#include "core/postgres/migrator.hpp"

#include "core/base/digest.hpp"
#include "core/base/log.hpp"
#include "core/postgres/conninfo.hpp"
#include "core/postgres/schema_diff.hpp"

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace core::postgres {

namespace {

constexpr Query kLock{"migrate.lock", "select pg_advisory_lock(x'4c696674'::int, x'65640001'::int)"};

constexpr std::string_view kCreateTable = R"sql(
create table if not exists public.schema_migration (
    number integer not null constraint schema_migration_pk primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp()
))sql";

constexpr Query kTableExists{
    "migrate.table_exists", "select to_regclass('public.schema_migration') is not null"
};

constexpr Query kApplied{
    "migrate.applied",
    R"sql(
select number, name, checksum, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from public.schema_migration order by number)sql"
};

constexpr Query kRecord{
    "migrate.record", "insert into public.schema_migration (number, name, checksum) values ($1, $2, $3)"
};

constexpr Query kNameScratch{
    "migrate.name_scratch",
    "select n, quote_ident(n) from (select left(current_database(), 32) || '_verify_' || $1::text) as t (n)"
};

// A lock that is not had soon would queue every reader of the table behind this one.
constexpr Query kLimitLocks{"migrate.limit_locks", "set local lock_timeout = '5s'"};
constexpr Query kBegin{"migrate.begin", "begin"};
constexpr Query kCommit{"migrate.commit", "commit"};

struct Applied {
    int number = 0;
    std::string name;
    std::string checksum;
    std::string at;
};

ConnectionConfig without_limits(ConnectionConfig config) {
    config.statement_timeout = std::chrono::milliseconds(0);
    config.lock_timeout = std::chrono::milliseconds(0);
    config.read_only = false;
    return config;
}

std::string file_name(int number, std::string_view name) {
    return fmt::format("{:04}_{}", number, name);
}

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

Task<std::vector<Applied>> read_applied(Connection& connection) {
    const auto rows = co_await connection.execute(kApplied);
    std::vector<Applied> applied;
    rows.for_each([&](Row row) {
        applied.push_back(
            {row.get<int>(0), row.get<std::string>(1), row.get<std::string>(2), row.get<std::string>(3)}
        );
    });
    co_return applied;
}

// What was applied must be the beginning of what the binary holds.
Result<void> check_history(const std::vector<Applied>& applied, const std::vector<Migration>& migrations) {
    for (std::size_t i = 0; i < applied.size(); ++i) {
        const auto& past = applied[i];
        const auto name = file_name(past.number, past.name);
        if (i >= migrations.size()) {
            return conflict(
                "database-ahead", "the database has migration " + name + ", which this version does not know"
            );
        }
        if (past.number != migrations[i].number) {
            const auto missing = file_name(migrations[i].number, migrations[i].name);
            return conflict(
                "migration-skipped", "the database has migration " + name + " but not " + missing
            );
        }
        if (past.checksum != migrations[i].checksum) {
            return conflict("migration-changed", "migration " + name + " was changed after it was applied");
        }
    }
    return {};
}

Task<> apply(Connection& connection, const Migration& migration) {
    const auto name = file_name(migration.number, migration.name);
    const auto began = std::chrono::steady_clock::now();
    co_await connection.execute(kBegin);
    co_await connection.execute(kLimitLocks);
    co_await connection.script(migration.sql, "migration " + name);
    co_await connection.execute(kRecord, Params(migration.number, migration.name, migration.checksum));
    co_await connection.execute(kCommit);
    const auto took = std::chrono::steady_clock::now() - began;
    log::info(
        "migration applied",
        {{"migration", name}, {"ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()}}
    );
}

Result<Migration> read_migration(const EmbeddedFile& file) {
    const auto base = file.path.substr(file.path.rfind('/') + 1);
    const auto refuse = [&] {
        return Error{
            ErrorKind::invalid_input,
            "migration-name",
            fmt::format("{} is not named like 0001_some_name.sql", file.path)
        };
    };
    if (base.size() < 10 || base[4] != '_' || !base.ends_with(".sql")) return refuse();
    Migration migration;
    const auto [end, error] = std::from_chars(base.data(), base.data() + 4, migration.number);
    if (error != std::errc() || end != base.data() + 4 || base.front() == '-') return refuse();
    migration.name = base.substr(5, base.size() - 9);
    migration.sql = file.content;
    migration.checksum = sha256_hex(file.content);
    return migration;
}

}  // namespace

Result<std::vector<Migration>> read_migrations(std::span<const EmbeddedFile> files) {
    std::vector<Migration> migrations;
    for (const auto& file : files) {
        auto migration = read_migration(file);
        if (!migration) return migration.error();
        migrations.push_back(std::move(*migration));
    }
    std::ranges::sort(migrations, {}, &Migration::number);
    for (std::size_t i = 0; i < migrations.size(); ++i) {
        if (migrations[i].number != static_cast<int>(i + 1)) {
            return Error{
                ErrorKind::invalid_input,
                "migration-number",
                fmt::format("migration {:04} is missing or there is one of the same number", i + 1)
            };
        }
    }
    return migrations;
}

Migrator::Migrator(ConnectionConfig config, std::vector<Migration> migrations)
    : config_(without_limits(std::move(config))), migrations_(std::move(migrations)) {}

Task<Result<std::vector<Migration>>> Migrator::up() {
    // The lock is the session's: it ends with the connection, whatever happens.
    const auto connection = co_await Connection::open(config_);
    co_await connection->execute(kLock);
    co_await connection->script(std::string(kCreateTable), "migrate.create_table");
    const auto applied = co_await read_applied(*connection);
    const auto history = check_history(applied, migrations_);
    if (!history) co_return history.error();

    std::vector<Migration> missing(
        migrations_.begin() + static_cast<std::ptrdiff_t>(applied.size()), migrations_.end()
    );
    for (const auto& migration : missing) co_await apply(*connection, migration);
    co_return missing;
}

Task<std::vector<MigrationStatus>> Migrator::status() {
    const auto connection = co_await Connection::open(config_);
    std::vector<Applied> applied;
    const auto exists = co_await connection->execute(kTableExists);
    if (exists[0].get<bool>(0)) applied = co_await read_applied(*connection);

    std::map<int, MigrationStatus> all;
    for (const auto& migration : migrations_)
        all[migration.number] = {migration.number, migration.name, false, "", false};
    for (const auto& past : applied) {
        auto& entry = all[past.number];
        const auto known = std::ranges::find(migrations_, past.number, &Migration::number);
        const bool changed = known == migrations_.end() || known->checksum != past.checksum;
        entry = {past.number, past.name, true, past.at, changed};
    }
    std::vector<MigrationStatus> list;
    for (auto& [number, entry] : all) list.push_back(std::move(entry));
    co_return list;
}

Task<Result<SchemaObjects>> Migrator::expected_schema(std::string database) {
    auto config = config_;
    config.conninfo = with_database(config_.conninfo, database);
    const auto applied = co_await Migrator(config, migrations_).up();
    if (!applied) co_return applied.error();
    const auto connection = co_await Connection::open(config);
    co_return co_await read_schema(*connection);
}

Task<Result<std::vector<std::string>>> Migrator::verify() {
    const auto live = co_await Connection::open(config_);
    const auto named =
        co_await live->execute(kNameScratch, Params(sha256_hex(random_token(16)).substr(0, 16)));
    const auto name = named[0].get<std::string>(0);
    const auto quoted = named[0].get<std::string>(1);
    try {
        co_await live->execute({"", fmt::format("create database {} template template0", quoted)});
    } catch (const SqlError& error) {
        if (error.sqlstate() != "42501") throw;
        co_return Error{
            ErrorKind::forbidden, "create-database", "the role is not allowed to create a database"
        };
    }

    std::optional<Result<SchemaObjects>> expected;
    std::exception_ptr error;
    try {
        expected.emplace(co_await expected_schema(name));
    } catch (...) {
        error = std::current_exception();
    }
    co_await live->execute({"", fmt::format("drop database {} with (force)", quoted)});
    if (error) std::rethrow_exception(error);
    if (!*expected) co_return expected->error();
    co_return compare_schemas(co_await read_schema(*live), **expected);
}

}  // namespace core::postgres
