#pragma once

#include "scraper/engine/document/page_kind.hpp"
#include "scraper/engine/document/parse_select.hpp"

#include <string>
#include <vector>

namespace scraper {

/// One page kind. Names of other kinds are checked by the caller, who knows them all.
PageKind parse_page_kind(
    core::json::Value value, std::string name, const std::string& pointer, core::json::Faults& faults
);

/// An object from field names to rules.
std::vector<FieldRule> parse_fields(
    core::json::Value value, const std::string& pointer, const RuleContext& context
);

/// The same for fields a record lacks: constants, carried values and the page's address.
std::vector<FieldRule> parse_defaults(
    core::json::Value value, const std::string& pointer, core::json::Faults& faults
);

}  // namespace scraper
