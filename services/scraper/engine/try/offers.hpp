#pragma once

#include "scraper/engine/extract/extractor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace scraper {

/// One way to read a page that needs no selectors of its own.
struct Offer {
    std::string found;                 ///< for people
    std::vector<std::string> formats;  ///< of the page, and of what it leads to, page by page
    std::string link;                  ///< CSS selector of the links that lead on; for `html`
    std::vector<std::string> hosts;    ///< these links lead to
    std::string records;               ///< JSON pointer to the records; for `json`
    std::string name;                  ///< JSON pointer to a record's name, from the record
    std::string url;                   ///< the same for its address; empty: it has none
};

/// What a page offers, the fullest first. `text` is its body as UTF-8.
std::vector<Offer> offers_of(const Page& page, std::string_view text);

}  // namespace scraper
