#pragma once

#include "scraper/engine/read/html_tree.hpp"

#include <string>

namespace scraper::read {

/// The top-level microdata items of a page (HTML standard §5), each as a JSON object with `@type`, `@id` and
/// its properties; separated by commas, without brackets. Bounded in depth and size.
std::string microdata_json(const HtmlTree& tree);

}  // namespace scraper::read
