#pragma once

#include "core/async/task.hpp"
#include "core/base/embedded_file.hpp"
#include "core/base/error.hpp"
#include "core/postgres/connection.hpp"

#include <chrono>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace core::postgres {

struct Migration {
    int number = 0;
    std::string name;  ///< file name without number and ending
    std::string sql;
    std::string checksum;  ///< SHA-256 of the SQL, hexadecimal
};

/// Reads `NNNN_name.sql` files; their numbers must run from 1 without gaps. `invalid_input` otherwise.
Result<std::vector<Migration>> read_migrations(std::span<const EmbeddedFile> files);

struct MigrationStatus {
    int number = 0;
    std::string name;
    bool applied = false;
    std::string applied_at;  ///< RFC 3339; empty when not applied
    bool changed = false;    ///< its checksum is not the one that was applied
};

/// Brings a database to the schema of the binary. Forward only; one advisory lock, so that instances started
/// together migrate once; each migration in a transaction of its own with its row in
/// `public.schema_migration`. A migration has no statement timeout, and 5 s for a lock unless it sets
/// lock_timeout itself; it must not commit.
class Migrator {
public:
    Migrator(ConnectionConfig config, std::vector<Migration> migrations);

    /// Applies what is missing; returns what it applied. `conflict` when an applied migration has another
    /// checksum, or the database is ahead of the binary. Throws as Connection does.
    Task<Result<std::vector<Migration>>> up();

    Task<std::vector<MigrationStatus>> status();

    /// Compares the live schema with what the migrations produce in a scratch database on the same server:
    /// every difference in one line, none when they agree. The role must be allowed to create a database;
    /// `forbidden` otherwise. The scratch database is dropped in every case.
    Task<Result<std::vector<std::string>>> verify();

private:
    Task<Result<std::map<std::string, std::string>>> expected_schema(std::string database);

    ConnectionConfig config_;
    std::vector<Migration> migrations_;
};

/// Waits until the server accepts connections, trying every half second and logging why not; `unavailable`
/// past `limit`.
Task<Result<void>> wait_until_reachable(ConnectionConfig config, std::chrono::milliseconds limit);

}  // namespace core::postgres
