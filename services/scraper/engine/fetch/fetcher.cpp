#include "scraper/engine/fetch/fetcher.hpp"

#include "scraper/engine/fetch/multi.hpp"
#include "scraper/engine/fetch/redirect.hpp"
#include "scraper/engine/fetch/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace scraper {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

FetchLimits bounded(FetchLimits limits) {
    const FetchLimits most;
    limits.body_bytes = std::min(limits.body_bytes, most.body_bytes);
    limits.header_bytes = std::min(limits.header_bytes, most.header_bytes);
    limits.redirects = std::min(limits.redirects, most.redirects);
    return limits;
}

}  // namespace

Fetcher::Fetcher(asio::any_io_executor executor, Guard& guard, FetcherOptions options)
    : guard_(guard),
      options_(std::move(options)),
      multi_(std::make_unique<Multi>(std::move(executor), options_)) {}

Fetcher::~Fetcher() = default;

core::Task<Result<FetchResponse>> Fetcher::fetch(FetchRequest request) {
    using std::chrono::steady_clock;
    request.limits = bounded(request.limits);
    const auto deadline = steady_clock::now() + request.limits.total;
    auto address = guard_.check(request.url);
    std::set<std::string> seen;
    std::vector<std::string> hops;
    while (true) {
        if (!address) co_return address.error();
        if (request.permit) {
            const auto permitted = co_await request.permit(*address);
            if (!permitted) co_return permitted.error();
        }
        if (!seen.insert(request.method + " " + address->url).second)
            co_return Error{ErrorKind::unavailable, "redirect-loop", "redirected back to " + address->url};
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
        if (left.count() <= 0) co_return Error{ErrorKind::timed_out, "timed-out", "redirected for too long"};
        request.limits.total = left;
        auto response = co_await fetch_once(request, *address);
        if (!response) co_return response;
        const auto target = redirect_target(*response);
        if (!target) {
            response->hops = std::move(hops);
            co_return response;
        }
        hops.push_back(address->url);
        if (hops.size() > request.limits.redirects) {
            auto detail = fmt::format("more than {} redirects", request.limits.redirects);
            co_return Error{ErrorKind::unavailable, "too-many-redirects", std::move(detail)};
        }
        auto next = guard_.check(*target, *address);
        if (!next && next.error().code == "malformed-address")
            co_return Error{ErrorKind::malformed, "bad-redirect", next.error().detail};
        redirect_request(request, response->status, next && next->origin() == address->origin());
        address = std::move(next);
    }
}

core::Task<Result<FetchResponse>> Fetcher::fetch_once(
    const FetchRequest& request, const WebAddress& address
) {
    auto destination = co_await guard_.destination(address);
    if (!destination) co_return destination.error();
    Transfer transfer(*multi_, std::move(*destination), request.limits);
    transfer.start(request, address, options_);
    co_return co_await transfer.answer();
}

}  // namespace scraper
