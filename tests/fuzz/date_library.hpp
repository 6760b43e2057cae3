#pragma once

#include <cstddef>
#include <string_view>

namespace fuzz {

/// Whether a minus stands anywhere without two digits after it. Reading such a one as an offset (%z), the
/// date library negates what it did not read, and then says that reading failed: nothing comes of it but a
/// complaint of the sanitizer.
inline bool has_bare_minus(std::string_view text) {
    const auto is_digit = [&](std::size_t at) {
        return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    for (std::size_t at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
        if (!is_digit(at + 1) || !is_digit(at + 2)) return true;
    }
    return false;
}

}  // namespace fuzz
