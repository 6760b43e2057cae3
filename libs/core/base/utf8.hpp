#pragma once

#include <cstddef>
#include <string_view>

namespace core {

/// The first bytes of a text, read as UTF-8 (RFC 3629).
struct Utf8Step {
    std::size_t length;  ///< of the sequence; if invalid, of what one U+FFFD stands for (Unicode 15, §3.9)
    bool valid;
};

/// Reads one sequence; `text` must not be empty. Overlong forms, surrogates and what lies above U+10FFFF are
/// invalid.
Utf8Step utf8_step(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace core
