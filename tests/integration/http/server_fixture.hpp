#pragma once

#include "core/http/server.hpp"

#include <boost/asio/post.hpp>

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
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

/// Keeps a thread of the server from everything else, from when it is made until `end`.
class Block {
public:
    Block(ServerFixture& fixture, std::size_t thread) {
        core::asio::post(fixture.server->executors()[thread], [begun = begun_, over = over_]() mutable {
            begun->set_value();
            over->get_future().wait();
        });
    }

    ~Block() { end(); }

    Block(const Block&) = delete;

    void wait_until_it_holds() { begun_->get_future().wait(); }

    void end() {
        if (!std::exchange(ended_, true)) {
            over_->set_value();
        }
    }

private:
    std::shared_ptr<std::promise<void>> begun_ = std::make_shared<std::promise<void>>();
    std::shared_ptr<std::promise<void>> over_ = std::make_shared<std::promise<void>>();
    bool ended_ = false;
};

}  // namespace core::http::testing
