// robots.txt as a site may send it, and a path as a page may name it.
#include "scraper/engine/robots/robots_rules.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT: bytes are the text
    const auto middle = text.find('\0');
    const auto rules = scraper::RobotsRules::parse(text.substr(0, middle), "LiftedBot");
    const auto path = middle == std::string_view::npos ? std::string_view("/") : text.substr(middle + 1);
    static_cast<void>(rules.allows(path));
    return 0;
}
