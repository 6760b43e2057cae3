#include "scraper/engine/guard/guard.hpp"

#include "scraper/engine/guard/address_rules.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace {

using asio::ip::address;
using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kRemembered = 4096;

Error not_resolved(const std::string& host, std::string_view why) {
    return {ErrorKind::unavailable, "name-not-resolved", fmt::format("{} cannot be resolved: {}", host, why)};
}

core::Task<Result<std::vector<address>>> resolve_by_system(std::string host) {
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    const auto [failure, found] =
        co_await resolver.async_resolve(host, "", asio::as_tuple(asio::use_awaitable));
    if (failure) co_return not_resolved(host, failure.message());
    std::vector<address> addresses;
    for (const auto& entry : found) {
        const auto one = entry.endpoint().address();
        if (std::ranges::find(addresses, one) == addresses.end()) addresses.push_back(one);
    }
    co_return addresses;
}

}  // namespace

bool Destination::admits(const address& to, std::uint16_t to_port) const {
    if (to_port != port || std::ranges::find(addresses, to) == addresses.end()) return false;
    return opened || !denied_block(to);
}

Guard::Guard(GuardOptions options, Resolve resolve)
    : options_(std::move(options)), resolve_(resolve ? std::move(resolve) : resolve_by_system) {}

bool Guard::is_open(const WebAddress& address) const {
    const auto with_port = fmt::format("{}:{}", address.host, address.port);
    return std::ranges::any_of(options_.opened, [&](const std::string& opened) {
        return opened == address.host || opened == with_port;
    });
}

Result<WebAddress> Guard::checked_port(Result<WebAddress> address) const {
    if (!address) return address;
    const bool usual = std::ranges::find(options_.ports, address->port) != options_.ports.end();
    if (usual || is_open(*address)) return address;
    return Error{ErrorKind::forbidden, "port-denied", fmt::format("port {} is not open", address->port)};
}

Result<WebAddress> Guard::check(std::string_view url) const {
    return checked_port(parse_web_address(url));
}

Result<WebAddress> Guard::check(std::string_view reference, const WebAddress& base) const {
    return checked_port(parse_web_address(reference, base));
}

core::Task<Result<Destination>> Guard::destination(WebAddress address) {
    Destination destination{{}, address.port, is_open(address)};
    const auto now = std::chrono::steady_clock::now();
    boost::system::error_code no_literal;
    const auto literal = asio::ip::make_address(address.host, no_literal);
    if (!no_literal) {
        destination.addresses = {literal};
    } else if (const auto known = remembered_.find(address.host);
               known != remembered_.end() && known->second.until > now) {
        destination.addresses = known->second.addresses;
    } else {
        auto resolved = co_await resolve_(address.host);
        if (!resolved) co_return resolved.error();
        if (resolved->empty()) co_return not_resolved(address.host, "it has no address");
        destination.addresses = std::move(*resolved);
    }
    if (!destination.opened) {
        for (const auto& one : destination.addresses) {
            const auto block = denied_block(one);
            if (!block) continue;
            auto detail = fmt::format("{} leads to {} ({})", address.host, one.to_string(), *block);
            co_return Error{ErrorKind::forbidden, "address-denied", std::move(detail)};
        }
    }
    if (no_literal) {
        if (remembered_.size() >= kRemembered) remembered_.clear();
        auto& entry = remembered_[address.host];
        if (entry.until <= now) entry = {destination.addresses, now + options_.remember};
    }
    co_return destination;
}

}  // namespace scraper
