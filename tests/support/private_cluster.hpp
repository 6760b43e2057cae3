#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tests {

/// A PostgreSQL cluster of a test's own. It may be killed and goes on with everything that was committed.
class PrivateCluster {
public:
    PrivateCluster();
    ~PrivateCluster();
    PrivateCluster(const PrivateCluster&) = delete;
    PrivateCluster& operator=(const PrivateCluster&) = delete;

    /// Makes an empty database; its connection string.
    [[nodiscard]] std::string create_database(std::string_view name) const;

    /// SIGKILL to the server; every session ends and no new one begins.
    void crash() const;

    /// Starts the killed server again; it has recovered when this returns.
    void resume() const;

private:
    std::filesystem::path folder_;
    std::string conninfo_;
};

}  // namespace tests
