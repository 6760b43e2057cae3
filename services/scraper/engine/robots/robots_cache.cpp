#include "scraper/engine/robots/robots_cache.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace scraper {

namespace asio = core::asio;
using std::chrono::steady_clock;

struct RobotsCache::Entry {
    explicit Entry(const asio::any_io_executor& executor)
        : arrived(executor, steady_clock::time_point::max()) {}

    std::shared_ptr<const RobotsRules> rules;  ///< none while it is being fetched
    steady_clock::time_point until = steady_clock::time_point::max();
    asio::steady_timer arrived;  ///< cancelled when the rules are there
};

RobotsCache::RobotsCache(Fetch fetch, std::string token, std::chrono::seconds keep)
    : fetch_(std::move(fetch)), token_(std::move(token)), keep_(keep) {}

core::Task<std::shared_ptr<const RobotsRules>> RobotsCache::rules_for(WebAddress address) {
    const auto origin = address.origin();
    const auto found = entries_.find(origin);
    if (found != entries_.end() && found->second->until > steady_clock::now()) {
        const auto entry = found->second;
        if (!entry->rules) {
            co_await entry->arrived.async_wait(asio::as_tuple(asio::use_awaitable));
            // The one who fetched was cancelled: this one tries.
            // cppcheck-suppress identicalInnerCondition  ; somebody else ran while this one waited
            if (!entry->rules) co_return co_await rules_for(std::move(address));
        }
        co_return entry->rules;
    }
    constexpr std::size_t kOrigins = 10'000;
    if (entries_.size() >= kOrigins) entries_.clear();
    const auto entry = std::make_shared<Entry>(co_await asio::this_coro::executor);
    entries_[origin] = entry;
    try {
        co_await fill(entry, origin + "/robots.txt");
    } catch (...) {
        if (const auto mine = entries_.find(origin); mine != entries_.end() && mine->second == entry)
            entries_.erase(mine);
        entry->arrived.cancel();
        throw;
    }
    entry->arrived.cancel();
    co_return entry->rules;
}

core::Task<> RobotsCache::fill(std::shared_ptr<Entry> entry, std::string url) {
    const auto answer = co_await fetch_(std::move(url));
    auto keep = keep_;
    if (answer && answer->status >= 200 && answer->status < 300) {
        entry->rules = std::make_shared<const RobotsRules>(RobotsRules::parse(answer->body, token_));
        // RFC 9309, 2.3.1.3: any status of the client's side allows all, 429 too; to ask less often is the
        // host queue's business.
    } else if (answer
                   ? answer->status < 500
                   : answer.error().code == "too-many-redirects" || answer.error().code == "redirect-loop") {
        entry->rules = std::make_shared<const RobotsRules>(RobotsRules::allow_all());
    } else if (answer) {
        entry->rules = std::make_shared<const RobotsRules>(RobotsRules::disallow_all());
        keep /= 10;
    } else {
        entry->rules = std::make_shared<const RobotsRules>(RobotsRules::disallow_all(answer.error()));
        keep /= 300;
    }
    entry->until = steady_clock::now() + keep;
}

}  // namespace scraper
