#include "scraper/engine/guard/address_rules.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace scraper {

namespace {

using asio::ip::address;
using asio::ip::address_v4;
using asio::ip::address_v6;

struct Block4 {
    std::uint32_t network;
    unsigned bits;
    std::string_view name;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array kBlocks4{
    Block4{ip(0, 0, 0, 0), 8, "0.0.0.0/8"},
    Block4{ip(10, 0, 0, 0), 8, "10.0.0.0/8"},
    Block4{ip(100, 64, 0, 0), 10, "100.64.0.0/10"},
    Block4{ip(127, 0, 0, 0), 8, "127.0.0.0/8"},
    Block4{ip(169, 254, 0, 0), 16, "169.254.0.0/16"},
    Block4{ip(172, 16, 0, 0), 12, "172.16.0.0/12"},
    Block4{ip(192, 0, 0, 0), 24, "192.0.0.0/24"},
    Block4{ip(192, 0, 2, 0), 24, "192.0.2.0/24"},
    Block4{ip(192, 88, 99, 0), 24, "192.88.99.0/24"},
    Block4{ip(192, 168, 0, 0), 16, "192.168.0.0/16"},
    Block4{ip(198, 18, 0, 0), 15, "198.18.0.0/15"},
    Block4{ip(198, 51, 100, 0), 24, "198.51.100.0/24"},
    Block4{ip(203, 0, 113, 0), 24, "203.0.113.0/24"},
    Block4{ip(224, 0, 0, 0), 4, "224.0.0.0/4"},
    Block4{ip(240, 0, 0, 0), 4, "240.0.0.0/4"},
};

struct Block6 {
    std::array<std::uint16_t, 8> network;
    unsigned bits;
    std::string_view name;
};

constexpr std::array kBlocks6{
    Block6{{0, 0, 0, 0, 0, 0, 0, 0}, 128, "::"},
    Block6{{0, 0, 0, 0, 0, 0, 0, 1}, 128, "::1"},
    Block6{{0x64, 0xff9b}, 96, "64:ff9b::/96"},
    Block6{{0x64, 0xff9b, 1}, 48, "64:ff9b:1::/48"},
    Block6{{0x100}, 64, "100::/64"},
    Block6{{0x2001, 0}, 32, "2001::/32"},
    Block6{{0x2001, 0xdb8}, 32, "2001:db8::/32"},
    Block6{{0x3fff}, 20, "3fff::/20"},
    Block6{{0x5f00}, 16, "5f00::/16"},
    Block6{{0xfc00}, 7, "fc00::/7"},
    Block6{{0xfe80}, 10, "fe80::/10"},
    Block6{{0xfec0}, 10, "fec0::/10"},
    Block6{{0xff00}, 8, "ff00::/8"},
};

std::optional<std::string_view> denied_block4(std::uint32_t host) {
    const auto* found = std::ranges::find_if(kBlocks4, [host](const Block4& block) {
        return (host ^ block.network) >> (32U - block.bits) == 0;
    });
    if (found == kBlocks4.end()) return std::nullopt;
    return found->name;
}

bool within(const address_v6::bytes_type& host, const Block6& block) {
    for (unsigned bit = 0; bit < block.bits; ++bit) {
        const unsigned theirs = host[bit / 8] >> (7U - bit % 8) & 1U;
        const unsigned ours = static_cast<unsigned>(block.network[bit / 16]) >> (15U - bit % 16) & 1U;
        if (theirs != ours) return false;
    }
    return true;
}

std::uint32_t inner(const address_v6::bytes_type& host, std::size_t from) {
    return ip(host[from], host[from + 1], host[from + 2], host[from + 3]);
}

std::optional<std::string_view> denied_block6(const address_v6& host) {
    const auto bytes = host.to_bytes();
    const auto* found =
        std::ranges::find_if(kBlocks6, [&bytes](const Block6& block) { return within(bytes, block); });
    if (found != kBlocks6.end()) return found->name;
    constexpr Block6 compatible{{0, 0, 0, 0, 0, 0}, 96, "::/96"};
    if (host.is_v4_mapped() || within(bytes, compatible)) return denied_block4(inner(bytes, 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return denied_block4(inner(bytes, 2));
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> denied_block(const address& host) {
    return host.is_v4() ? denied_block4(host.to_v4().to_uint()) : denied_block6(host.to_v6());
}

}  // namespace scraper
