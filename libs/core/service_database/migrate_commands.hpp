#pragma once

#include "core/base/embedded_file.hpp"
#include "core/base/error.hpp"
#include "core/postgres/connection.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace core::service {

/// The commands `migrate up|status|verify` of one service. Each returns the exit status: 0, 1 when the
/// database cannot be reached, 2 when the answer is no; and says why in one line on standard error.
struct MigrateCommands {
    std::string_view program;
    std::span<const EmbeddedFile> files;        ///< the service's migrations
    postgres::ConnectionConfig owner;           ///< of the schema
    std::chrono::milliseconds database_wait{};  ///< how long `up` waits for the database
    std::function<Result<void>()> may_migrate;  ///< what the data source router says

    [[nodiscard]] int up() const;
    [[nodiscard]] int status() const;
    [[nodiscard]] int verify() const;
};

/// `migrate new`: creates the next migration in a source tree.
int migrate_new(std::string_view program, const std::filesystem::path& folder, const std::string& name);

}  // namespace core::service
