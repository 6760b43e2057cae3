#pragma once

#include "core/base/clock.hpp"
#include "scraper/engine/read/locator.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper::read {

/// Something found on a page: an element, a JSON value, an event, a text. 0 is the page as a whole.
using Place = std::uint32_t;

/// What a page was not in order about; it was read as far as possible.
struct ReadFault {
    std::string code;
    std::string detail;
};

/// A page in the shape its format gives it. Belongs to one thread.
class Reading {
public:
    virtual ~Reading() = default;

    /// The records the format itself knows: entries, events, entities; else the page.
    [[nodiscard]] virtual std::vector<Place> records() = 0;

    /// What the locator finds from `from`, in document order, at most `limit`.
    virtual void find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) = 0;

    /// The text of a place the locator found: its attribute if the locator names one.
    [[nodiscard]] virtual std::string text(const Locator& locator, Place place) = 0;

    /// Address that links are relative to, when the page names one itself (`base`, `xml:base`).
    [[nodiscard]] virtual std::string base() { return {}; }

    [[nodiscard]] const std::vector<ReadFault>& faults() const { return faults_; }

protected:
    void fault(std::string code, std::string detail);

private:
    std::vector<ReadFault> faults_;
};

/// Texts that are no places of their own (attributes, results of expressions), numbered from the top.
class LooseTexts {
public:
    static constexpr Place kFirst = 0x8000'0000;

    Place add(std::string text);

    [[nodiscard]] static bool holds(Place place) { return place >= kFirst; }

    [[nodiscard]] const std::string& at(Place place) const { return texts_[place - kFirst]; }

private:
    std::vector<std::string> texts_;
};

using Namespaces = std::vector<std::pair<std::string, std::string>>;  ///< prefix, URI

/// HTML: CSS and XPath. `source` is UTF-8 and must outlive the reading.
std::unique_ptr<Reading> read_html(std::string_view source);

/// XML, feeds and sitemaps: XPath with these prefixes, and properties (child elements). No DTD is loaded, no
/// entity replaced, no network used.
std::unique_ptr<Reading> read_xml(std::string_view source, const Namespaces& namespaces);

/// JSON: pointers.
std::unique_ptr<Reading> read_json(std::string_view source);

/// iCalendar (RFC 5545): one record per event that is not an exception of another. Properties by name;
/// `occurrence` finds every time it takes place, with the properties `start` and `end` in ISO 8601 (a day, a
/// local time, or a time with its offset). Of a recurring event the times from a year before `now` to two
/// years after it count, at most 500 (beyond them: `endless-recurrence`).
std::unique_ptr<Reading> read_calendar(std::string_view source, core::Instant now);

/// Structured data: JSON-LD in a page's scripts or as the body itself, and microdata. Records are the
/// outermost entities of `types` (all courses and events when empty). Property paths go through lists and
/// references; `occurrence` finds what has the dates: a course's instances, else the entity. Pointers work
/// too.
std::unique_ptr<Reading> read_structured(std::string_view source, const std::vector<std::string>& types);

}  // namespace scraper::read
