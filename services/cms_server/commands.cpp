#include "cms_server/commands.hpp"

#include "cms_server/migrations/migration_files.hpp"
#include "cms_server/thread_sources.hpp"
#include "cms_server/use_cases/staff/accounts.hpp"
#include "core/service/run_command.hpp"
#include "core/service_database/database_command.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <iostream>

namespace cms {

namespace {

core::Task<int> create(core::asio::any_io_executor executor, const Config& config, NewStaff wanted) {
    ThreadSources sources(executor, config.database, config.app);
    core::auth::PasswordHasher hasher(
        {{config.staff.hash_memory_bytes, static_cast<unsigned>(config.staff.hash_passes)}, 1, 1}
    );
    const auto created =
        co_await create_staff(sources.own(), hasher, std::move(wanted), system_actor(), config.clock->now());
    if (!created) {
        core::service::complain(kProgram, created.error().detail);
        for (const auto& field : created.error().fields)
            core::service::complain(kProgram, field.name + ": " + field.detail);
        co_return 2;
    }
    fmt::print("made {} ({})\n", created->account.username, to_string(created->account.role));
    co_return 0;
}

}  // namespace

core::Result<void> may_migrate(const Config& config, std::string_view label) {
    core::asio::io_context context(1);
    return ThreadSources(context.get_executor(), config.owner, config.app).router().may_migrate(label);
}

core::service::MigrateCommands migrate_commands(const Config& config) {
    return {
        .program = kProgram,
        .files = migration_files(),
        .owner = config.owner.connection,
        .database_wait = config.database_wait,
        .may_migrate = [&config] { return may_migrate(config, core::data::CmsModel::kLabel); },
    };
}

int create_staff(
    const Config& config, const std::string& username, const std::string& name, const std::string& role
) {
    const auto known = core::domain::parse_staff_role(role);
    if (!known) {
        core::service::complain(kProgram, "--role must be viewer, editor, publisher or administrator");
        return 2;
    }
    std::string password;
    if (!std::getline(std::cin, password) || password.empty()) {
        core::service::complain(kProgram, "standard input must hold the password, in one line");
        return 2;
    }
    return core::service::run_database_command(kProgram, [&](core::asio::any_io_executor executor) {
        return create(executor, config, {username, name, *known, password});
    });
}

}  // namespace cms
