#pragma once

#include "scraper/engine/read/locator.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace scraper {

using Language = read::Language;

/// One way to read a value: where it stands, what of it is meant, and what is done to it, in order.
struct Select {
    Language language = Language::constant;
    std::string text;       ///< selector, pointer, property, constant or name of a value
    std::string attribute;  ///< css: this attribute of the element instead of its text; empty: the text
    bool own_text = false;  ///< css: only the text directly inside the element
    bool required = false;  ///< not matching it is a fault of the page
    std::string pattern;    ///< RE2; the value is its first group, or the whole match without groups
    std::string join;       ///< with `all`: what stands between the texts of all matches
    bool all = false;       ///< all matches joined instead of the first that is not empty
    std::string html;       ///< css selector applied inside the value, which is itself HTML (a JSON member)
    std::vector<std::string> normalise;                    ///< names of normalisers, applied in order
    std::vector<std::pair<std::string, std::string>> map;  ///< exact values and what they mean
    std::optional<std::string> otherwise;  ///< value when `map` has no entry; else it stays as it is
    std::string pointer;                   ///< where this rule stands in the spider document
};

/// Ways to read one value; the first that gives a text that is not empty wins.
using Selects = std::vector<Select>;

}  // namespace scraper
