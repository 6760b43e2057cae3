#pragma once

#include "support/process.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tests {

/// A PostgreSQL cluster of a test's own. It may be killed and goes on with everything that was committed.
class PrivateCluster {
public:
    /// `environment`: of the server, beside this process's own.
    explicit PrivateCluster(Settings environment = {});

    /// One on a disk of 96 MB of its own; none where this user may not mount.
    static std::unique_ptr<PrivateCluster> on_small_disk();

    ~PrivateCluster();
    PrivateCluster(const PrivateCluster&) = delete;
    PrivateCluster& operator=(const PrivateCluster&) = delete;

    /// Makes an empty database; its connection string.
    [[nodiscard]] std::string create_database(std::string_view name) const;

    /// Writes a file until the disk is full; only for a cluster on a small disk.
    void fill_disk() const;

    /// Removes that file.
    void clear_disk() const;

    /// SIGKILL to the server; every session ends and no new one begins.
    void crash() const;

    /// Starts the killed server again; it has recovered when this returns.
    void resume() const;

private:
    struct NotStarted {};

    PrivateCluster(NotStarted, Settings environment);
    /// The script's exit status.
    [[nodiscard]] int try_script(std::string_view action) const;
    void script(std::string_view action) const;
    void read_conninfo();
    [[nodiscard]] std::string filler() const;

    Settings environment_;
    std::filesystem::path folder_;
    std::string conninfo_;
};

}  // namespace tests
