#pragma once

#include "support/network_route.hpp"

#include <string>

namespace tests {

/// A NetworkRoute to a database that listens on a Unix socket.
class DatabaseRoute : public NetworkRoute {
public:
    /// `conninfo`: of the database; its host must be the folder of a Unix socket.
    explicit DatabaseRoute(const std::string& conninfo);

    /// The connection string of the same database by this way.
    [[nodiscard]] std::string conninfo() const;

private:
    std::string direct_;
};

}  // namespace tests
