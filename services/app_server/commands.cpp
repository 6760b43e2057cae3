#include "app_server/commands.hpp"

#include "app_server/command_runner.hpp"
#include "app_server/migrations/migration_files.hpp"
#include "app_server/use_cases/import_framework.hpp"
#include "core/postgres/migrator.hpp"
#include "core/postgres/new_migration.hpp"
#include "core/service/run_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>

namespace app {

namespace {

core::Result<core::postgres::Migrator> migrator_of(const Config& config, const OwnedDatabase& database) {
    if (const auto allowed = database.router.may_migrate(core::data::AppModel::kLabel); !allowed)
        return allowed.error();
    auto migrations = core::postgres::read_migrations(migration_files());
    if (!migrations) return migrations.error();
    return core::postgres::Migrator(config.owner.connection, std::move(*migrations));
}

core::Task<int> migrate(asio::io_context& context, const Config& config) {
    const OwnedDatabase database(context, config);
    auto migrator = migrator_of(config, database);
    if (!migrator) {
        complain(migrator.error().detail);
        co_return 2;
    }
    const auto reachable =
        co_await core::postgres::wait_until_reachable(config.owner.connection, config.database_wait);
    if (!reachable) {
        complain(reachable.error().detail);
        co_return 1;
    }
    const auto applied = co_await migrator->up();
    if (!applied) {
        complain(applied.error().detail);
        co_return 2;
    }
    for (const auto& migration : *applied) fmt::print("applied {:04} {}\n", migration.number, migration.name);
    if (applied->empty()) fmt::print("the schema is up to date\n");
    co_return 0;
}

core::Task<int> status_of(asio::io_context& context, const Config& config) {
    const OwnedDatabase database(context, config);
    auto migrator = migrator_of(config, database);
    if (!migrator) {
        complain(migrator.error().detail);
        co_return 2;
    }
    bool clean = true;
    for (const auto& row : co_await migrator->status()) {
        const auto state = row.changed   ? "changed since it was applied"
                           : row.applied ? row.applied_at
                                         : "not applied";
        fmt::print("{:04} {:<24} {}\n", row.number, row.name, state);
        clean = clean && row.applied && !row.changed;
    }
    co_return clean ? 0 : 2;
}

core::Task<int> verify(asio::io_context& context, const Config& config) {
    const OwnedDatabase database(context, config);
    auto migrator = migrator_of(config, database);
    if (!migrator) {
        complain(migrator.error().detail);
        co_return 2;
    }
    const auto differences = co_await migrator->verify();
    if (!differences) {
        complain(differences.error().detail);
        co_return 1;
    }
    for (const auto& line : *differences) fmt::print("{}\n", line);
    if (differences->empty()) fmt::print("the schema is what the migrations make\n");
    co_return differences->empty() ? 0 : 2;
}

void report(const framework_import::ImportProblem& problem) {
    fmt::print(stderr, "{}\n", framework_import::to_string(problem));
}

int report_refusal(const ImportRefusal& refusal) {
    if (const auto* failure = std::get_if<framework_import::ImportFailure>(&refusal)) {
        for (const auto& problem : failure->problems) report(problem);
        complain("the spreadsheets have faults; nothing was changed");
    } else {
        complain(std::get<core::Error>(refusal).detail + "; nothing was changed");
    }
    return 2;
}

core::Task<int> import(
    asio::io_context& context,
    const Config& config,
    std::filesystem::path folder,
    framework_import::ImportOptions options
) {
    OwnedDatabase database(context, config);
    const auto outcome = co_await import_framework(database.source, std::move(folder), std::move(options));
    if (!outcome) co_return report_refusal(outcome.error());
    for (const auto& warning : outcome->warnings) report(warning);
    fmt::print("{}", framework_import::summary(outcome->counts));
    fmt::print(
        "framework {}; courses: {} added, {} updated, {} unchanged\n",
        outcome->framework_changed ? "updated" : "unchanged",
        outcome->courses_inserted,
        outcome->courses_updated,
        outcome->courses_unchanged
    );
    co_return 0;
}

}  // namespace

int migrate_up(const Config& config) {
    return run_command([&](asio::io_context& context) { return migrate(context, config); });
}

int migrate_status(const Config& config) {
    return run_command([&](asio::io_context& context) { return status_of(context, config); });
}

int migrate_verify(const Config& config) {
    return run_command([&](asio::io_context& context) { return verify(context, config); });
}

int migrate_new(const std::filesystem::path& folder, const std::string& name) {
    const auto created = core::postgres::new_migration(folder, name);
    if (!created) {
        complain(created.error().detail);
        return 2;
    }
    fmt::print("{}\n", created->string());
    return 0;
}

int import_framework_command(
    const Config& config,
    const std::filesystem::path& folder,
    int year,
    const std::string& title,
    const std::vector<std::string>& aliases
) {
    framework_import::ImportOptions options{.year = year, .zone = config.presentation.zone, .title = title};
    for (const auto& text : aliases) {
        auto alias = framework_import::parse_area_alias(text);
        if (!alias) {
            complain("--alias: " + alias.error().detail);
            return 2;
        }
        options.aliases.push_back(std::move(*alias));
    }
    return run_command([&](asio::io_context& context) { return import(context, config, folder, options); });
}

int healthcheck(const Config& config, bool ingest) {
    return core::service::healthcheck("app_server", ingest ? config.ingest.port : config.internal.port);
}

}  // namespace app
