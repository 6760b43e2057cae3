#pragma once

#include "core/base/error.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace scraper {

/// How often one rule was asked for a value, and found one.
struct RuleRecord {
    std::string selector;
    std::string field;
    std::int64_t asked = 0;
    std::int64_t found = 0;
};

/// What a finished run leaves behind for the next ones to be compared with.
struct RunRecord {
    std::int64_t pages = 0;
    std::int64_t items = 0;
    std::int64_t new_items = 0;                  ///< addresses that no earlier complete run had
    std::map<std::string, std::int64_t> filled;  ///< by field: items that have it
    std::map<std::string, RuleRecord> rules;     ///< by pointer into the spider document
};

std::string to_json(const RunRecord& record);

/// What `to_json` wrote; `malformed` otherwise.
core::Result<RunRecord> parse_run_record(std::string_view json);

}  // namespace scraper
