#include "scraper/engine/crawl/live_pages.hpp"

#include "scraper/engine/fetch/retry_after.hpp"

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace scraper {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using std::chrono::milliseconds;
using std::chrono::seconds;

bool worth_retrying(const Result<FetchResponse>& response) {
    if (response) {
        const auto status = response->status;
        return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
               status == 504;
    }
    const auto& code = response.error().code;
    return code == "connect-failed" || code == "connect-timeout" || code == "connection-lost" ||
           code == "timed-out" || code == "name-not-resolved";
}

/// Full jitter over a doubling limit: 1, 2, 4 … 30 s.
milliseconds backoff(std::int64_t attempt) {
    thread_local std::minstd_rand random(std::random_device{}());
    const auto limit = std::min<std::int64_t>(1000LL << std::min<std::int64_t>(attempt, 5), 30'000);
    return milliseconds(std::uniform_int_distribution<std::int64_t>(limit / 4, limit)(random));
}

std::string why(const Result<FetchResponse>& response) {
    return response ? fmt::format("status-{}", response->status) : response.error().code;
}

Error foreign(const WebAddress& address) {
    return {ErrorKind::forbidden, "host-not-allowed", address.host + " is not one of the spider's hosts"};
}

Error status_error(unsigned status) {
    const auto kind = status == 404 || status == 410 ? ErrorKind::not_found : ErrorKind::unavailable;
    return {kind, fmt::format("status-{}", status), fmt::format("the site answered {}", status)};
}

}  // namespace

std::string request_key(const Follow& follow) {
    auto key = follow.method + " " + follow.url;
    if (!follow.body.empty()) key += "\n" + follow.body;
    return key;
}

LivePages::LivePages(
    Web& web, const Spider& spider, SnapshotStore* snapshots, const core::Clock& clock, LiveOptions options
)
    : web_(web),
      spider_(spider),
      snapshots_(snapshots),
      clock_(clock),
      options_(std::move(options)),
      fetcher_(
          web.executor(),
          web.guard(),
          {options_.user_agent.empty() ? web.options().user_agent : options_.user_agent, web.options().ca_file
          }
      ) {}

Result<WebAddress> LivePages::permitted(const Follow& follow) const {
    auto address = web_.guard().check(follow.url);
    if (address && !spider_.allows_host(address->host)) return foreign(*address);
    return address;
}

FetchRequest LivePages::request_of(const Follow& follow) const {
    FetchRequest request;
    request.url = follow.url;
    request.method = follow.method;
    request.body = follow.body;
    request.content_type = follow.content_type;
    request.headers = follow.headers;
    request.limits.body_bytes = static_cast<std::size_t>(spider_.limits.page_bytes);
    request.limits.total = spider_.limits.page_time;
    request.permit = [this](WebAddress hop) { return permit(std::move(hop)); };
    return request;
}

core::Task<Result<void>> LivePages::permit(WebAddress hop) const {
    if (!spider_.allows_host(hop.host)) co_return foreign(hop);
    const auto rules = co_await web_.robots().rules_for(hop);
    // What keeps robots.txt from being had would keep the page, too: that is what went wrong with it.
    if (const auto& why = rules->unread())
        co_return Error{why->kind, why->code, "robots.txt cannot be had: " + why->detail};
    if (!rules->allows(hop.target))
        co_return Error{ErrorKind::forbidden, "robots-disallowed", "robots.txt forbids this page"};
    co_return Result<void>{};
}

core::Task<Result<FetchedPage>> LivePages::get(Follow follow) {
    const auto address = permitted(follow);
    if (!address) co_return address.error();
    if (options_.resume && snapshots_ != nullptr) {
        if (auto kept = snapshots_->find(options_.run, request_key(follow))) {
            FetchedPage fetched{{kept->url, {}, std::move(kept->body), kept->at, follow.kind}, kept->status};
            fetched.page.content_type = find_field(kept->headers, "Content-Type");
            fetched.kept = true;
            co_return fetched;
        }
    }
    if (const auto permitted_now = co_await permit(*address); !permitted_now) co_return permitted_now.error();
    const auto rules = co_await web_.robots().rules_for(*address);
    HostPolicy policy{
        static_cast<unsigned>(spider_.politeness.concurrency_per_host),
        spider_.politeness.delay,
        spider_.politeness.max_delay,
        spider_.politeness.adaptive
    };
    constexpr milliseconds kMostCrawlDelay(60'000);
    policy.delay =
        std::max(policy.delay, std::min(rules->crawl_delay().value_or(milliseconds(0)), kMostCrawlDelay));

    auto request = request_of(follow);
    std::string known_hash;
    if (snapshots_ != nullptr && follow.method == "GET") {
        if (auto known = snapshots_->validators(request_key(follow))) {
            request.etag = std::move(known->etag);
            request.last_modified = std::move(known->last_modified);
            known_hash = std::move(known->hash);
        }
    }
    auto response = co_await ask(*address, std::move(request), policy);
    if (!response) co_return response.error();
    co_return accept(follow, std::move(*response), known_hash);
}

core::Task<Result<FetchResponse>> LivePages::ask(
    WebAddress address, FetchRequest request, HostPolicy policy
) {
    for (std::int64_t attempt = 0;; ++attempt) {
        Result<FetchResponse> response = Error{};
        {
            const auto turn = co_await web_.hosts().turn(address.host, policy, options_.patience);
            if (!turn) co_return turn.error();
            response = co_await fetcher_.fetch(request);
        }
        if (response) web_.hosts().answered(address.host, response->status, response->latency);
        if (!worth_retrying(response)) co_return response;
        auto wait = backoff(attempt);
        if (response) {
            const auto field = find_field(response->headers, "Retry-After");
            if (const auto asked = parse_retry_after(field, clock_.now())) {
                // The whole host rests, not this page alone.
                web_.hosts().pause(address.host, *asked);
                wait = milliseconds(0);
            }
        }
        if (attempt >= spider_.politeness.retries) co_return response;
        if (options_.on_retry) options_.on_retry(request.url, why(response), wait);
        asio::steady_timer pause(web_.executor(), wait);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

Result<FetchedPage> LivePages::accept(
    const Follow& follow, FetchResponse response, const std::string& known_hash
) {
    FetchedPage fetched{{response.url, {}, {}, clock_.now(), follow.kind}, response.status};
    fetched.page.content_type = find_field(response.headers, "Content-Type");
    fetched.http_version = response.http_version;
    if (response.status == 304 && !known_hash.empty() && snapshots_ != nullptr) {
        auto body = snapshots_->body(known_hash);
        if (!body) return status_error(304);
        response.body = std::move(*body);
        fetched.unchanged = true;
    } else if (response.status < 200 || response.status > 299) {
        return status_error(response.status);
    }
    fetched.page.body = std::move(response.body);
    if (snapshots_ != nullptr) keep(follow, response, fetched);
    return fetched;
}

void LivePages::keep(const Follow& follow, const FetchResponse& response, const FetchedPage& fetched) {
    Snapshot snapshot;
    snapshot.run = options_.run;
    snapshot.request = request_key(follow);
    snapshot.url = fetched.page.url;
    snapshot.status = 200;
    snapshot.at = fetched.page.fetched_at;
    snapshot.headers = response.headers;
    snapshot.body = fetched.page.body;
    snapshots_->put(snapshot);
}

}  // namespace scraper
