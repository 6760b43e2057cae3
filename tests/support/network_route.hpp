#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace tests {

/// A way over TCP to something that listens on this machine, which can swallow everything as a network does
/// that drops packets: nothing is refused, nothing ends, and nothing comes through. Any number of
/// connections; runs on a thread of its own.
class NetworkRoute {
public:
    /// What becomes of connections that were there while everything was swallowed.
    enum class Old {
        resume,       ///< what was held back arrives, as by TCP's repetitions
        stay_silent,  ///< open for ever and dead, as when a firewall has forgotten them
    };

    /// To a port of 127.0.0.1. While nothing listens there, connections are taken and ended.
    explicit NetworkRoute(std::uint16_t port);

    /// To a Unix socket.
    explicit NetworkRoute(const std::string& socket);

    ~NetworkRoute();
    NetworkRoute(const NetworkRoute&) = delete;
    NetworkRoute& operator=(const NetworkRoute&) = delete;

    /// The port of 127.0.0.1 where this way begins.
    [[nodiscard]] std::uint16_t port() const;

    /// Nothing comes through from here on, in either direction.
    void swallow();

    /// New connections work; the others as told.
    void forward(Old old);

    /// In place of the piece of data that is the `number`-th to come through from here on, either way, its
    /// connection ends: 1 for the next.
    void end_at(std::size_t number);

    /// Whether that has happened.
    [[nodiscard]] bool has_ended_one();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tests
