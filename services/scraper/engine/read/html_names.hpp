#pragma once

#include <cstdint>
#include <string_view>

namespace scraper::read {

/// What building and reading a tree must know of an element (HTML standard, §13.2.4–13.2.6).
enum Trait : std::uint8_t {
    kVoid = 1,     ///< has no end tag and no content
    kRawText = 2,  ///< script, style …: content is text up to the end tag
    kClosesP = 4,  ///< its start tag ends an open `p`
    kScope = 8,    ///< end tags do not reach past it
    kBlock = 16,   ///< begins a line
    kFormatting = 32,
    kHidden = 64,       ///< its text is not text of the page
    kReferences = 128,  ///< raw text with character references: title, textarea
};

/// Zero for names without traits. `name` is in lower case.
std::uint8_t traits_of(std::string_view name);

}  // namespace scraper::read
