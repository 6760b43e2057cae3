#pragma once

#include "app_server/config.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace app {

/// The management commands. Each returns the process's exit status: 0 done, 1 the environment failed, 2 the
/// input was refused.
int migrate_up(const Config& config);
int migrate_status(const Config& config);
int migrate_verify(const Config& config);
int migrate_new(const std::filesystem::path& folder, const std::string& name);
int import_framework_command(
    const Config& config,
    const std::filesystem::path& folder,
    int year,
    const std::string& title,
    const std::vector<std::string>& aliases
);
int dump_data_command(const Config& config);
int load_data_command(const Config& config);
/// Asks the operators' port of the running service; with `ingest`, the internal port.
int healthcheck(const Config& config, bool ingest);

}  // namespace app
