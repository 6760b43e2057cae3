#include "core/service_database/migrate_commands.hpp"

#include "core/postgres/migrator.hpp"
#include "core/postgres/new_migration.hpp"
#include "core/service/run_command.hpp"
#include "core/service_database/database_command.hpp"

#include <fmt/format.h>

namespace core::service {

namespace {

Result<postgres::Migrator> migrator_of(const MigrateCommands& commands) {
    if (const auto allowed = commands.may_migrate(); !allowed) return allowed.error();
    auto migrations = postgres::read_migrations(commands.files);
    if (!migrations) return migrations.error();
    return postgres::Migrator(commands.owner, std::move(*migrations));
}

int run(const MigrateCommands& commands, Task<int> (*work)(const MigrateCommands&, postgres::Migrator)) {
    auto migrator = migrator_of(commands);
    if (!migrator) {
        complain(commands.program, migrator.error().detail);
        return 2;
    }
    return run_database_command(commands.program, [&](const asio::any_io_executor&) {
        return work(commands, std::move(*migrator));
    });
}

Task<int> apply(const MigrateCommands& commands, postgres::Migrator migrator) {
    const auto reachable = co_await postgres::wait_until_reachable(commands.owner, commands.database_wait);
    if (!reachable) {
        complain(commands.program, reachable.error().detail);
        co_return 1;
    }
    const auto applied = co_await migrator.up();
    if (!applied) {
        complain(commands.program, applied.error().detail);
        co_return 2;
    }
    for (const auto& migration : *applied) fmt::print("applied {:04} {}\n", migration.number, migration.name);
    if (applied->empty()) fmt::print("the schema is up to date\n");
    co_return 0;
}

Task<int> list(const MigrateCommands&, postgres::Migrator migrator) {
    bool clean = true;
    for (const auto& row : co_await migrator.status()) {
        const auto state = row.changed   ? "changed since it was applied"
                           : row.applied ? row.applied_at
                                         : "not applied";
        fmt::print("{:04} {:<24} {}\n", row.number, row.name, state);
        clean = clean && row.applied && !row.changed;
    }
    co_return clean ? 0 : 2;
}

Task<int> compare(const MigrateCommands& commands, postgres::Migrator migrator) {
    const auto differences = co_await migrator.verify();
    if (!differences) {
        complain(commands.program, differences.error().detail);
        co_return 1;
    }
    for (const auto& line : *differences) fmt::print("{}\n", line);
    if (differences->empty()) fmt::print("the schema is what the migrations make\n");
    co_return differences->empty() ? 0 : 2;
}

}  // namespace

int MigrateCommands::up() const {
    return run(*this, apply);
}

int MigrateCommands::status() const {
    return run(*this, list);
}

int MigrateCommands::verify() const {
    return run(*this, compare);
}

int migrate_new(std::string_view program, const std::filesystem::path& folder, const std::string& name) {
    const auto created = postgres::new_migration(folder, name);
    if (!created) {
        complain(program, created.error().detail);
        return 2;
    }
    fmt::print("{}\n", created->string());
    return 0;
}

}  // namespace core::service
