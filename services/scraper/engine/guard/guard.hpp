#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"
#include "scraper/engine/guard/web_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace scraper {

namespace asio = boost::asio;

struct GuardOptions {
    std::vector<std::uint16_t> ports{80, 443};
    /// `host` or `host:port`, as the guard writes hosts: these may have private addresses, and the port named
    /// (any, when none is) is open. Comes from the service's configuration only, never from a spider.
    std::vector<std::string> opened;
    std::chrono::seconds remember{30};  ///< how long a checked answer of the resolver is used
};

/// Where a request may connect to: addresses that were resolved once and all checked.
struct Destination {
    std::vector<asio::ip::address> addresses;
    std::uint16_t port = 0;
    bool opened = false;  ///< by configuration; private addresses are expected

    /// Whether a socket may be connected to this: one of the addresses, the port, and still no private one.
    [[nodiscard]] bool admits(const asio::ip::address& address, std::uint16_t to_port) const;
};

/// Every address of a name; an empty list or `unavailable` when it has none.
using Resolve = std::function<core::Task<core::Result<std::vector<asio::ip::address>>>(std::string host)>;

/// Stands between the scraper and the network: what a page names may lead only to the public web. Belongs to
/// one io_context.
class Guard {
public:
    /// Resolves with the system's resolver, or with `resolve`.
    explicit Guard(GuardOptions options, Resolve resolve = {});

    /// Scheme, form and port. `invalid_input` as parse_web_address, or `forbidden` with code `port-denied`.
    [[nodiscard]] core::Result<WebAddress> check(std::string_view url) const;
    [[nodiscard]] core::Result<WebAddress> check(std::string_view reference, const WebAddress& base) const;

    /// Resolves the host and checks all of its addresses: one private address refuses the name. `forbidden`
    /// with code `address-denied`, `unavailable` with code `name-not-resolved`.
    core::Task<core::Result<Destination>> destination(WebAddress address);

private:
    struct Remembered {
        std::vector<asio::ip::address> addresses;
        std::chrono::steady_clock::time_point until;
    };

    [[nodiscard]] core::Result<WebAddress> checked_port(core::Result<WebAddress> address) const;
    [[nodiscard]] bool is_open(const WebAddress& address) const;

    GuardOptions options_;
    Resolve resolve_;
    std::map<std::string, Remembered, std::less<>> remembered_;
};

}  // namespace scraper
