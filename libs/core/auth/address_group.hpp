#pragma once

#include <string>
#include <string_view>

namespace core::auth {

/// What counts as one place on the network: an IPv4 address, or the /64 of an IPv6 address, which one client
/// has whole. Text that is no address, such as the name of a unix socket's peer, is `unknown`.
std::string address_group(std::string_view client);

}  // namespace core::auth
