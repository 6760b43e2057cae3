#include "core/http/rate_limit.hpp"

#include "core/http/problem.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/unordered/unordered_map.hpp>

#include <algorithm>
#include <cmath>
#include <list>
#include <thread>

namespace core::http {

namespace {

using Clock = std::chrono::steady_clock;
using ClientKey = std::array<unsigned char, 9>;  // family, then the address or the /64

ClientKey key_of(const std::string& client) {
    ClientKey key{};
    boost::system::error_code fault;
    const auto address = boost::asio::ip::make_address(client, fault);
    if (fault) {
        return key;
    }
    if (address.is_v4()) {
        const auto bytes = address.to_v4().to_bytes();
        key[0] = 4;
        std::copy(bytes.begin(), bytes.end(), key.begin() + 1);
    } else {
        const auto bytes = address.to_v6().to_bytes();
        key[0] = 6;
        std::copy_n(bytes.begin(), 8, key.begin() + 1);
    }
    return key;
}

struct Bucket {
    ClientKey client{};
    double tokens = 0;
    Clock::time_point filled;
};

}  // namespace

/// Buckets in the order they were last used, with an index.
class RateLimit::Table {
public:
    Bucket& bucket(const ClientKey& client, const RateLimitOptions& options, Clock::time_point now) {
        if (const auto found = index_.find(client); found != index_.end()) {
            order_.splice(order_.begin(), order_, found->second);
            return order_.front();
        }
        if (order_.size() >= options.clients) {
            index_.erase(order_.back().client);
            order_.pop_back();
        }
        order_.push_front({client, options.burst, now});
        index_.emplace(client, order_.begin());
        return order_.front();
    }

private:
    std::list<Bucket> order_;
    boost::unordered_map<ClientKey, std::list<Bucket>::iterator> index_;
};

RateLimit::RateLimit(RateLimitOptions options) : options_(options) {
    options_.burst = std::max(options_.burst, 1.0);
    options_.clients = std::max<std::size_t>(options_.clients, 1);
    const unsigned workers =
        options.workers > 0 ? options.workers : std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < workers; ++i) {
        tables_.push_back(std::make_unique<Table>());
    }
}

RateLimit::~RateLimit() = default;

std::optional<Response> RateLimit::before(Request& request, const Route*) {
    if (options_.per_second <= 0) {
        return std::nullopt;
    }
    const auto now = Clock::now();
    Bucket& bucket = tables_.at(request.worker)->bucket(key_of(request.client), options_, now);
    const double gained = std::chrono::duration<double>(now - bucket.filled).count() * options_.per_second;
    bucket.tokens = std::min(bucket.tokens + gained, options_.burst);
    bucket.filled = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    const double wait = std::ceil((1 - bucket.tokens) / options_.per_second);
    Response refused =
        problem(429, "rate-limited", "Too many requests from this address.", request.request_id);
    refused.header("Retry-After", std::to_string(static_cast<long>(std::max(wait, 1.0))));
    return refused;
}

}  // namespace core::http
