#pragma once

#include <cstddef>
#include <cstdint>

namespace scraper::read {

// What reading the text of an element must know of it.
inline constexpr std::uint8_t kBlock = 1;   ///< begins a line
inline constexpr std::uint8_t kHidden = 2;  ///< its text is not text of the page

/// `tag` is MyHTML's number of the element's name. Zero for names without traits.
std::uint8_t traits_of(std::size_t tag);

}  // namespace scraper::read
