#pragma once

#include "core/base/error.hpp"
#include "scraper/engine/extract/extractor.hpp"

#include <string>

namespace scraper {

/// What a page offers to be read by, and a spider document that reads it.
struct Suggestion {
    /// For people: all the structured data, feeds and calendars the page holds or links to.
    std::string found;
    std::string document;  ///< JSON; accepted by `parse_spider`
};

/// Looks for what needs no selectors: the page being a calendar, feed, sitemap or JSON itself, courses and
/// events in JSON-LD or microdata, links to calendars and feeds. The document reads what was found first.
/// `not_found` with code `nothing-structured` when there is none; selectors must then be written by hand.
core::Result<Suggestion> suggest(const Page& page);

}  // namespace scraper
