#pragma once

#include "core/base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace scraper::normalise {

struct Cost {
    std::string kind;                   ///< fixed, free, varying
    std::optional<std::string> amount;  ///< `120.00`, with fixed
};

struct Cpd {
    std::string kind;                   ///< points, private, tbc, not-applicable
    std::optional<std::string> points;  ///< `3.5`, with points
};

// Each of these reads what sites write; an empty result means the site does not say. `invalid_input` when
// there is text but no meaning in it; the code is `bad-cost`, `bad-cpd` …

/// `S$1,498.00 (incl. GST)`, `€ 1.250,50`, `Free`, `from $80`, `$80 – $120` (both varying).
core::Result<std::optional<Cost>> parse_cost(std::string_view text);

/// `3.5`, `3.5 points`, `Private`, `TBC`, `N.A.`, `-` (nothing said).
core::Result<std::optional<Cpd>> parse_cpd(std::string_view text);

/// Days with one decimal: `2`, `2 days`, `half a day`, `16 hours` (8 a day), `1 week`, `P2D`, `PT3H`.
core::Result<std::optional<std::string>> parse_duration_days(std::string_view text);

/// `yes`, `true`, `1`, `ongoing` …; anything else is no.
bool parse_flag(std::string_view text);

/// Known words of levels become Lifted's (`Foundation` → `Foundational`); others stay as they are.
std::string level_name(std::string_view text);

}  // namespace scraper::normalise
