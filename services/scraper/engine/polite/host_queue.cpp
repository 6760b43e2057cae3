#include "scraper/engine/polite/host_queue.hpp"

#include <boost/asio/as_tuple.hpp>

#include <algorithm>

namespace scraper {

using core::Error;
using core::ErrorKind;
using core::Result;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

struct Waiter {
    explicit Waiter(const asio::any_io_executor& executor)
        : timer(executor, steady_clock::time_point::max()) {}

    asio::steady_timer timer;
    bool called = false;
};

}  // namespace

struct HostQueue::Host {
    explicit Host(const asio::any_io_executor& executor) : next(executor) {}

    HostPolicy policy;
    milliseconds delay{0};
    unsigned under_way = 0;
    steady_clock::time_point earliest;  ///< of the next beginning
    steady_clock::time_point paused_until;
    std::list<std::shared_ptr<Waiter>> waiters;
    asio::steady_timer next;  ///< wakes the first waiter when the delay is over
    bool armed = false;
};

HostQueue::HostQueue(asio::any_io_executor executor, std::size_t most_waiting)
    : executor_(std::move(executor)), most_waiting_(most_waiting) {}

HostQueue::~HostQueue() {
    *alive_ = false;
}

std::shared_ptr<HostQueue::Host> HostQueue::host_of(const std::string& name, const HostPolicy& policy) {
    constexpr std::size_t kHosts = 10'000;
    if (hosts_.size() >= kHosts) {
        std::erase_if(hosts_, [](const auto& entry) {
            return entry.second.use_count() == 1 && entry.second->under_way == 0;
        });
    }
    auto& host = hosts_[name];
    const bool fresh = !host || (host->under_way == 0 && host->waiters.empty());
    if (!host) host = std::make_shared<Host>(executor_);
    if (fresh) {
        host->policy = policy;
    } else {
        host->policy.concurrency = std::min(host->policy.concurrency, policy.concurrency);
        host->policy.delay = std::max(host->policy.delay, policy.delay);
    }
    host->delay = std::max(host->delay, host->policy.delay);
    if (!host->policy.adaptive) host->delay = host->policy.delay;
    return host;
}

core::Task<Result<HostQueue::Turn>> HostQueue::turn(
    std::string name, HostPolicy policy, std::chrono::seconds patience
) {
    const auto host = host_of(name, policy);
    if (host->paused_until > steady_clock::now() + patience)
        co_return Error{ErrorKind::rate_limited, "retry-later", name + " asked for a longer pause"};
    const auto may_begin = [&] {
        return host->under_way < host->policy.concurrency && steady_clock::now() >= host->earliest;
    };
    if (!host->waiters.empty() || !may_begin()) {
        if (waiting_ >= most_waiting_)
            co_return Error{ErrorKind::rate_limited, "host-busy", "too many requests wait"};
        const auto waiter = std::make_shared<Waiter>(executor_);
        host->waiters.push_back(waiter);
        ++waiting_;
        wake(*host);
        const auto alive = alive_;
        const auto [ended] = co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (*alive) --waiting_;
        if (!waiter->called) {
            host->waiters.remove(waiter);
            throw boost::system::system_error(ended);
        }
        co_return Turn(*this, host);
    }
    ++host->under_way;
    host->earliest = steady_clock::now() + host->delay;
    co_return Turn(*this, host);
}

/// Calls those who may begin; they are counted as under way from here, so that nobody overtakes them.
void HostQueue::wake(Host& host) {
    while (!host.waiters.empty() && host.under_way < host.policy.concurrency) {
        const auto now = steady_clock::now();
        if (host.earliest > now) {
            if (host.armed) return;
            host.armed = true;
            host.next.expires_at(host.earliest);
            host.next.async_wait([this, &host, alive = alive_](const boost::system::error_code& cancelled) {
                if (!*alive || cancelled) return;
                host.armed = false;
                wake(host);
            });
            return;
        }
        const auto first = host.waiters.front();
        host.waiters.pop_front();
        first->called = true;
        first->timer.cancel();
        ++host.under_way;
        host.earliest = now + host.delay;
    }
}

void HostQueue::leave(Host& host) {
    --host.under_way;
    wake(host);
}

void HostQueue::answered(const std::string& name, unsigned status, milliseconds latency) {
    const auto found = hosts_.find(name);
    if (found == hosts_.end() || !found->second->policy.adaptive) return;
    auto& host = *found->second;
    const auto target = latency / std::max(1U, host.policy.concurrency);
    const auto half_way = std::max(target, (host.delay + target) / 2);
    const auto next =
        std::clamp(half_way, host.policy.delay, std::max(host.policy.delay, host.policy.max_delay));
    if (status == 200 || status == 304 || next > host.delay) host.delay = next;
}

void HostQueue::pause(const std::string& name, std::chrono::seconds pause) {
    const auto found = hosts_.find(name);
    if (found == hosts_.end()) return;
    auto& host = *found->second;
    constexpr std::chrono::seconds kLongest(86'400);
    host.paused_until = steady_clock::now() + std::min(pause, kLongest);
    host.earliest = std::max(host.earliest, host.paused_until);
}

milliseconds HostQueue::delay_of(const std::string& name) const {
    const auto found = hosts_.find(name);
    return found == hosts_.end() ? milliseconds(0) : found->second->delay;
}

HostQueue::Turn::Turn(HostQueue& queue, std::shared_ptr<Host> host)
    : queue_(&queue), alive_(queue.alive_), host_(std::move(host)) {}

HostQueue::Turn::~Turn() {
    if (host_ && *alive_) queue_->leave(*host_);
}

}  // namespace scraper
