#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace tests {

/// A way over TCP to a database that listens on a Unix socket, which can swallow everything as a network does
/// that drops packets: connections are still taken and stay open, and nothing comes through. Any number of
/// connections; runs on a thread of its own.
class DatabaseRoute {
public:
    /// What becomes of connections that were there while everything was swallowed.
    enum class Old {
        resume,       ///< what was held back arrives, as by TCP's repetitions
        stay_silent,  ///< open for ever and dead, as when a firewall has forgotten them
    };

    /// `conninfo`: of the database; its host must be the folder of a Unix socket.
    explicit DatabaseRoute(const std::string& conninfo);
    ~DatabaseRoute();
    DatabaseRoute(const DatabaseRoute&) = delete;
    DatabaseRoute& operator=(const DatabaseRoute&) = delete;

    /// The connection string of the same database by this way.
    [[nodiscard]] std::string conninfo() const;

    /// Nothing comes through from here on, in either direction.
    void swallow();

    /// New connections work; the others as told.
    void forward(Old old);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tests
