#pragma once

#include <string_view>

namespace scraper {

/// The JSON Schema (2020-12) of spider documents. What it cannot say, such as whether a selector compiles, is
/// checked by parse_spider alone.
std::string_view spider_schema();

}  // namespace scraper
