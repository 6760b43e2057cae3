#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace scraper {

/// Zstandard, made for speed. Throws std::runtime_error when it fails.
std::string compress(std::string_view bytes);

/// What `compress` made of it. Throws std::runtime_error for anything else, and for more than `most` bytes.
std::string decompress(std::string_view bytes, std::size_t most);

}  // namespace scraper
