#pragma once

#include "core/base/error.hpp"
#include "scraper/engine/read/css_selector.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper::read {

/// In which language a place on a page is named.
enum class Language {
    css,      ///< CSS selector (HTML)
    xpath,    ///< XPath 1.0 (HTML, XML)
    pointer,  ///< JSON Pointer (RFC 6901), from the record; `*` is every element or member, `..` one level up
    property,  ///< iCalendar property, structured-data path (`location.name`), child element of a feed's
               ///< entry
    constant,  ///< the text itself
    value,     ///< a named value of the page, the record, or the page it was reached from
    url,       ///< the address of the page
};

/// Where something stands on a page, ready to be looked up. Immutable; may be shared by threads.
struct Locator {
    Language language = Language::constant;
    std::string text;
    std::string attribute;  ///< of the elements found; empty: their text
    bool own_text = false;  ///< only the text directly inside
    CssSelector css;
    std::vector<std::string> path;  ///< pointer: its tokens; property: its names

    /// `malformed` when the selector cannot be understood; the detail says why.
    static core::Result<Locator> make(Language language, std::string_view text);
};

/// Reads what XPath 1.0 says without a page; `malformed` with code `bad-selector`.
core::Result<void> check_xpath(std::string_view expression);

}  // namespace scraper::read
