#include "core/auth/address_group.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace core::auth {

std::string address_group(std::string_view client) {
    boost::system::error_code fault;
    const auto address = boost::asio::ip::make_address(client, fault);
    if (fault) return "unknown";
    if (address.is_v4()) return address.to_string();
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    boost::asio::ip::address_v6 plain(v6.to_bytes());  // a scope id names a link, not a place
    return boost::asio::ip::network_v6(plain, 64).canonical().to_string();
}

}  // namespace core::auth
