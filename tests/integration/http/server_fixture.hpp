#pragma once

#include "core/http/server.hpp"

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace core::http::testing {

/// What the last middleware of the test server saw.
struct Seen {
    unsigned status;
    std::string route, client, request_id;
    std::size_t bytes;
    bool secure;
};

/// A server on a port of the system's choice with routes for every behaviour, and deadlines short enough for
/// a test.
class ServerFixture {
public:
    explicit ServerFixture(ServerConfig config = fast());
    ~ServerFixture();

    /// Two threads, 20 ms ticks.
    static ServerConfig fast();

    [[nodiscard]] std::uint16_t port() const { return server->port(); }

    std::vector<Seen> seen();

    Router router;
    MiddlewareChain chain;
    std::unique_ptr<Server> server;
    std::promise<void> held;     ///< set when a handler of /held runs
    std::promise<void> release;  ///< lets it answer

private:
    class Recorder;
    Recorder* recorder_ = nullptr;
};

}  // namespace core::http::testing
