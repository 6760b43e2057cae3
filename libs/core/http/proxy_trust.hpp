#pragma once

#include "core/http/message.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <string>
#include <vector>

namespace core::http {

/// Decides whose word about the client is taken (ASVS 4.1.3).
class ProxyTrust {
public:
    /// Addresses or CIDR blocks. Throws std::invalid_argument for anything else.
    explicit ProxyTrust(const std::vector<std::string>& blocks);

    [[nodiscard]] bool trusts(const boost::asio::ip::address& address) const;

    /// Fills `client` and `secure` of a request that came from a trusted peer, by Forwarded (RFC 7239) or
    /// X-Forwarded-For and -Proto, read from the right past trusted hops. Where both kinds are present and
    /// disagree, one of them was passed through from the client: neither is believed.
    void apply(Request& request) const;

private:
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

/// An address as it is compared and shown: an IPv4 address mapped into IPv6 is IPv4.
boost::asio::ip::address normalised(const boost::asio::ip::address& address);

/// Whether a request id given by a proxy may be taken over: 1–64 of `[A-Za-z0-9._-]`.
bool is_request_id(std::string_view text);

}  // namespace core::http
