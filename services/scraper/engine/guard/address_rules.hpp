#pragma once

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string_view>

namespace scraper {

namespace asio = boost::asio;

/// The special-purpose block (RFC 6890 and the registries it founded) that forbids connecting to an address;
/// none for an address of the public network. IPv6 forms that carry an IPv4 address (mapped, compatible,
/// 6to4) are judged by what they carry too.
std::optional<std::string_view> denied_block(const asio::ip::address& address);

}  // namespace scraper
