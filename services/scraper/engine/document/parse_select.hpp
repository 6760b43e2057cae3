#pragma once

#include "scraper/engine/document/members.hpp"
#include "scraper/engine/document/page_kind.hpp"

#include <string>

namespace scraper {

/// Where in a document a rule stands and what it may say there.
struct RuleContext {
    Format format = Format::html;
    core::json::Faults& faults;
};

/// A rule (an object), a constant (a text), or a list of either to be tried in order. Absent: none.
Selects parse_selects(core::json::Value value, const std::string& pointer, const RuleContext& context);

/// One rule; a fault when it is missing.
Select parse_select(core::json::Value value, const std::string& pointer, const RuleContext& context);

/// A fault when it is not RE2.
void check_pattern(const std::string& pattern, const std::string& pointer, core::json::Faults& faults);

}  // namespace scraper
