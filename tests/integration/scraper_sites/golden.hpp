#pragma once

#include "scraper/engine/extract/item.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace scraper::tests {

/// A record a line: its dates, twelve digits of the SHA-256 of its name, its address, parted by tabs. Dates
/// are `start` or `start/end`, parted by spaces; `-` when there are none.
std::string golden_lines(const std::vector<Item>& items);

/// Checks that these are the lines of tests/data/scraper/golden/NAME.txt, which somebody compared with the
/// recordings. What was read in place of them is left in the folder for temporary files, for another look.
void check_golden(const std::string& name, std::string_view lines);

}  // namespace scraper::tests
