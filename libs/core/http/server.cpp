#include "core/http/server.hpp"

#include "core/base/log.hpp"
#include "core/http/server_state.hpp"
#include "core/http/worker.hpp"

#include <algorithm>
#include <sys/resource.h>
#include <system_error>
#include <thread>

namespace core::http {

namespace {

/// Boost's system_error is no std::system_error; callers should not need to know.
template <class Action>
void with_std_errors(Action action) {
    try {
        action();
    } catch (const boost::system::system_error& error) {
        throw std::system_error(error.code(), error.what());
    }
}

/// The soft limit is 1,024 on many systems, of which the hard one allows much more.
void allow_open_files(std::size_t connections) {
    constexpr rlim_t kOthers = 512;  // listeners, databases, files
    const rlim_t wanted = connections + kOthers;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) {
        return;
    }
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted) {
        log::warning(
            "fewer files may be open than the connections may need",
            {{"open_files", limit.rlim_cur}, {"connections", connections}}
        );
    }
}

}  // namespace

struct Server::State {
    State(ServerConfig config, const Router& router, const MiddlewareChain& chain)
        : shared(std::move(config), router, chain) {
        if (shared.config.tls) {
            with_std_errors([this] { tls = make_tls_context(*shared.config.tls); });
        }
        const unsigned threads_wanted = shared.config.threads > 0
                                            ? shared.config.threads
                                            : std::max(1U, std::thread::hardware_concurrency());
        for (unsigned i = 0; i < threads_wanted; ++i) {
            workers.push_back(std::make_unique<Worker>(shared, i, tls));
        }
    }

    SharedState shared;
    std::shared_ptr<asio::ssl::context> tls;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    std::uint16_t port = 0;

    bool wait_for_end(std::chrono::milliseconds limit) {
        std::unique_lock lock(shared.mutex);
        return shared.changed.wait_for(lock, limit, [this] {
            return shared.listeners == 0 && shared.connections == 0;
        });
    }
};

Server::Server(ServerConfig config, const Router& router, const MiddlewareChain& chain)
    : state_(std::make_unique<State>(std::move(config), router, chain)) {}

Server::~Server() {
    if (!state_->threads.empty()) {
        stop();
    }
}

void Server::start() {
    const ServerConfig& config = state_->shared.config;
    allow_open_files(config.limits.connections);
    with_std_errors([this, &config] {
        asio::ip::tcp::endpoint endpoint(asio::ip::make_address(config.address), config.port);
        for (const auto& worker : state_->workers) {
            // With port 0 the first worker's choice binds the others.
            state_->port = worker->listen(endpoint);
            endpoint.port(state_->port);
        }
    });
    state_->shared.listeners = static_cast<unsigned>(state_->workers.size());
    for (const auto& worker : state_->workers) {
        state_->threads.emplace_back([&one = *worker] { one.run(); });
    }
}

std::uint16_t Server::port() const {
    return state_->port;
}

bool Server::stop() {
    SharedState& shared = state_->shared;
    shared.draining = true;
    if (state_->threads.empty()) {
        return true;
    }
    std::this_thread::sleep_for(shared.config.drain_delay);
    shared.closing = true;
    for (const auto& worker : state_->workers) {
        worker->drain();
    }
    const bool clean = state_->wait_for_end(shared.config.drain_timeout);
    if (!clean) {
        log::warning("connections cut at the end of the drain", {{"connections", shared.connections.load()}});
        for (const auto& worker : state_->workers) {
            worker->cut();
        }
        state_->wait_for_end(std::chrono::milliseconds(200));
    }
    for (const auto& worker : state_->workers) {
        worker->end();
    }
    for (std::thread& thread : state_->threads) {
        thread.join();
    }
    state_->threads.clear();
    return clean;
}

bool Server::draining() const {
    return state_->shared.draining;
}

std::size_t Server::connections() const {
    return state_->shared.connections;
}

std::vector<asio::any_io_executor> Server::executors() {
    std::vector<asio::any_io_executor> out;
    for (const auto& worker : state_->workers) {
        out.emplace_back(worker->executor());
    }
    return out;
}

}  // namespace core::http
