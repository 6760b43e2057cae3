#pragma once

#include "core/http/proxy_trust.hpp"
#include "core/http/server.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace core::http {

/// What the threads of one server share. Everything but the counters is fixed before they start.
struct SharedState {
    SharedState(ServerConfig c, const Router& r, const MiddlewareChain& m)
        : config(std::move(c)), router(r), chain(m), trust(config.trusted_proxies) {}

    const ServerConfig config;
    const Router& router;
    const MiddlewareChain& chain;
    const ProxyTrust trust;

    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> body_bytes{0};  ///< of bodies that are being received or answered
    std::atomic<bool> draining{false};       ///< stop() was called
    std::atomic<bool> closing{false};        ///< every answer is the last one of its connection

    std::mutex mutex;
    std::condition_variable changed;  ///< a listener was closed or, while closing, a connection ended
    unsigned listeners = 0;           ///< open ones; guarded by mutex

    /// False, and nothing taken, when it would exceed the budget.
    bool take_body_bytes(std::size_t bytes) {
        std::size_t taken = body_bytes.load();
        do {
            if (bytes > config.limits.body_budget_bytes - taken) return false;
        } while (!body_bytes.compare_exchange_weak(taken, taken + bytes));
        return true;
    }

    void connection_ended() {
        if (connections.fetch_sub(1) == 1 && closing) {
            const std::lock_guard lock(mutex);
            changed.notify_all();
        }
    }

    void listener_closed() {
        const std::lock_guard lock(mutex);
        --listeners;
        changed.notify_all();
    }
};

}  // namespace core::http
