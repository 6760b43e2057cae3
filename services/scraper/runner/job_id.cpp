#include "scraper/runner/job_id.hpp"

#include "core/base/digest.hpp"

#include <fmt/format.h>

namespace scraper {

std::string new_job_id(core::Instant now) {
    // 100 ns since the Gregorian reform; what the clock lacks in fineness the random part makes up for.
    constexpr std::uint64_t kReform = 0x01B21DD213814000ULL;
    const auto ticks = static_cast<std::uint64_t>(now.time_since_epoch().count()) * 10 + kReform;
    const auto random = core::sha256_hex(core::random_token(16));
    const auto sequence = std::stoul(random.substr(0, 4), nullptr, 16);
    const auto node =
        std::stoull(random.substr(4, 12), nullptr, 16) | 1ULL << 40U;  // multicast: no card's address
    return fmt::format(
        "{:08x}{:04x}{:04x}{:04x}{:012x}",
        ticks & 0xFFFFFFFFU,
        ticks >> 32U & 0xFFFFU,
        (ticks >> 48U & 0x0FFFU) | 0x1000U,
        (sequence & 0x3FFFU) | 0x8000U,
        node
    );
}

}  // namespace scraper
