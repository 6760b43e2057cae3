#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "scraper/engine/document/page_kind.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

/// Where a value came from.
struct Provenance {
    std::string field;     ///< `name`, `dates` …
    std::string url;       ///< of the page it stood on
    std::string selector;  ///< `css h1 a @href`
    std::string raw;       ///< the text as it stood there, cut to 500 bytes at a character
    core::Instant at;      ///< when the page was fetched
};

struct Occurrence {
    std::string starts_at;               ///< RFC 3339 with the offset of the course's time zone
    std::optional<std::string> ends_at;  ///< the same; absent: the site names none
    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// A course as a site tells it. What the site does not say is absent.
struct Item {
    std::string url;  ///< absolute, canonical
    std::string name;
    std::optional<std::string> provider;
    std::optional<std::string> level;
    std::optional<std::string> format;
    std::optional<std::string> cost_kind;    ///< fixed, free, varying
    std::optional<std::string> cost_amount;  ///< `120.00`, with fixed
    std::optional<std::string> cpd_kind;     ///< points, private, tbc, not-applicable
    std::optional<std::string> cpd_points;   ///< `3.5`, with points
    bool ongoing = false;
    std::optional<std::string> duration_days;  ///< `2.0`
    std::vector<Occurrence> dates;             ///< by start, without repeats
    std::vector<Provenance> provenance;        ///< by field

    [[nodiscard]] const Provenance* source_of(std::string_view field) const;
};

/// The item as the hand-in protocol has it; the same item gives the same bytes.
/// `spider_version` goes into every provenance entry.
std::string to_json(const Item& item, std::string_view spider_version);

/// What goes along with a link: values found so far and page variables.
struct CarriedValues {
    std::vector<std::pair<std::string, std::string>> values;  ///< by name
    std::optional<Item> item;  ///< to be completed by the page that the link leads to
};

/// For the queue of a run that must survive a crash; `parse_carried` reads what `to_json` wrote.
std::string to_json(const CarriedValues& carried);
core::Result<CarriedValues> parse_carried(std::string_view json);

}  // namespace scraper
