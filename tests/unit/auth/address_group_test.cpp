#include "core/auth/address_group.hpp"

#include <catch2/catch.hpp>

TEST_CASE("a place is an IPv4 address or the /64 of an IPv6 address", "[auth]") {
    const auto [client, group] = GENERATE(table<std::string, std::string>({
        {"192.0.2.7", "192.0.2.7"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"2001:db8:1:2::1", "2001:db8:1:2::/64"},
        {"fe80::1%1", "fe80::/64"},
        {"", "unknown"},
        {"nowhere", "unknown"},
        {"192.0.2.7:80", "unknown"},
    }));
    CHECK(core::auth::address_group(client) == group);
}
