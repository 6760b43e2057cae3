// An address as a page may name it: what is accepted reads the same a second time.
#include "scraper/engine/guard/web_address.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT: bytes are the text
    const auto address = scraper::parse_web_address(text);
    if (!address) return 0;
    const auto again = scraper::parse_web_address(address->url);
    if (!again || again->host != address->host || again->port != address->port) std::abort();
    static_cast<void>(scraper::parse_web_address(text, *address));
    return 0;
}
