#include "app_server/commands.hpp"

#include "app_server/command_runner.hpp"
#include "app_server/migrations/migration_files.hpp"
#include "app_server/use_cases/import_framework.hpp"
#include "core/service_database/database_command.hpp"
#include "core/service_database/migrate_commands.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace app {

namespace {

core::Result<void> may_migrate(const Config& config) {
    asio::io_context context(1);
    return OwnedDatabase(context.get_executor(), config).router.may_migrate(core::data::AppModel::kLabel);
}

core::service::MigrateCommands migrate_commands(const Config& config) {
    return {
        .program = kProgram,
        .files = migration_files(),
        .owner = config.owner.connection,
        .database_wait = config.database_wait,
        .may_migrate = [&config] { return may_migrate(config); },
    };
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
    asio::any_io_executor executor,
    const Config& config,
    std::filesystem::path folder,
    framework_import::ImportOptions options
) {
    OwnedDatabase database(executor, config);
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
    return migrate_commands(config).up();
}

int migrate_status(const Config& config) {
    return migrate_commands(config).status();
}

int migrate_verify(const Config& config) {
    return migrate_commands(config).verify();
}

int migrate_new(const std::filesystem::path& folder, const std::string& name) {
    return core::service::migrate_new(kProgram, folder, name);
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
    return core::service::run_database_command(kProgram, [&](asio::any_io_executor executor) {
        return import(std::move(executor), config, folder, options);
    });
}

int healthcheck(const Config& config, bool ingest) {
    return core::service::healthcheck(kProgram, ingest ? config.ingest : config.internal);
}

}  // namespace app
