#pragma once

#include "core/postgres/connection.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace core::postgres {

/// Waits for notices on one channel, over a connection of its own that it opens anew when it breaks.
class NoticeFeed {
public:
    NoticeFeed(ConnectionConfig config, std::string channel)
        : config_(std::move(config)), channel_(std::move(channel)) {}

    /// Returns at the next notice, or past `limit`; at once when it has just begun to listen, because what
    /// was told before is lost. A burst of notices is told once. A standby refuses LISTEN: its caller looks
    /// every `limit`. Throws when the server cannot be reached.
    Task<void> wait(std::chrono::milliseconds limit);

private:
    Task<void> listen();

    ConnectionConfig config_;
    std::string channel_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace core::postgres
