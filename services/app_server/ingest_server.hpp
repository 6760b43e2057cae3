#pragma once

#include "app_server/config.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace app {

/// The internal listener: takes publications in from the CMS, signed. Nothing of it is on the public port. It
/// also answers /livez, /readyz and /metrics for itself.
class IngestServer {
public:
    /// `config` and what `draining` refers to must outlive it. Throws std::invalid_argument without service
    /// keys.
    IngestServer(const Config& config, std::function<bool()> draining);
    ~IngestServer();

    /// Binds and starts. Throws std::system_error when the address cannot be bound.
    void start();

    /// See core::http::Server::stop.
    bool stop();

    [[nodiscard]] std::uint16_t port() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace app
