#pragma once

#include "cms_server/config.hpp"
#include "core/service_database/migrate_commands.hpp"

#include <string>

namespace cms {

inline constexpr std::string_view kProgram = "cms_server";

// Each command returns its exit status: 0, 1 when something cannot be reached, 2 when the answer is no.

core::service::MigrateCommands migrate_commands(const Config& config);

/// Makes an account for a member of staff; its password is read from standard input, one line.
int create_staff(
    const Config& config, const std::string& username, const std::string& name, const std::string& role
);

/// What `migrate` answers for the App's label: the CMS never migrates it.
core::Result<void> may_migrate(const Config& config, std::string_view label);

}  // namespace cms
