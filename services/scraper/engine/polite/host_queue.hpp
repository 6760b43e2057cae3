#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>

namespace scraper {

namespace asio = boost::asio;

/// How one host wants to be treated. Of several runs that ask the same host, the gentlest counts.
struct HostPolicy {
    unsigned concurrency = 1;
    std::chrono::milliseconds delay{500};         ///< least time between the beginnings of two requests
    std::chrono::milliseconds max_delay{20'000};  ///< to which the throttle may grow it
    bool adaptive = true;
};

/// Stands in front of every request: who may ask a host now, and who waits. The throttle follows the latency,
/// as Scrapy's AutoThrottle does: the delay moves half-way to latency / concurrency with every answer, and an
/// answer that is an error never makes it shorter. Belongs to one io_context.
class HostQueue {
public:
    class Turn;

    explicit HostQueue(asio::any_io_executor executor, std::size_t most_waiting = 100'000);
    ~HostQueue();

    /// Waits for a turn; it ends with the object. `rate_limited` with code `host-busy` when too many wait,
    /// `retry-later` when the host asked for a longer pause than `patience`.
    core::Task<core::Result<Turn>> turn(std::string host, HostPolicy policy, std::chrono::seconds patience);

    /// What an answer says about the host.
    void answered(const std::string& host, unsigned status, std::chrono::milliseconds latency);

    /// No request before this time from now (Retry-After).
    void pause(const std::string& host, std::chrono::seconds pause);

    /// The delay kept now.
    [[nodiscard]] std::chrono::milliseconds delay_of(const std::string& host) const;

private:
    struct Host;

    void leave(Host& host);
    void wake(Host& host);
    std::shared_ptr<Host> host_of(const std::string& name, const HostPolicy& policy);

    asio::any_io_executor executor_;
    std::size_t most_waiting_;
    std::size_t waiting_ = 0;
    std::map<std::string, std::shared_ptr<Host>, std::less<>> hosts_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// The right to have one request under way.
class HostQueue::Turn {
public:
    Turn(Turn&&) noexcept = default;
    Turn& operator=(Turn&&) noexcept = delete;
    ~Turn();

private:
    friend class HostQueue;
    Turn(HostQueue& queue, std::shared_ptr<Host> host);

    HostQueue* queue_;
    std::shared_ptr<bool> alive_;
    std::shared_ptr<Host> host_;  ///< none when moved from
};

}  // namespace scraper
