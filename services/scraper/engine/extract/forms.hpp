#pragma once

#include "scraper/engine/read/html_tree.hpp"

#include <string>
#include <utility>
#include <vector>

namespace scraper {

/// A form as a browser would send it.
struct FormRequest {
    std::string action;  ///< as written; empty: the page itself
    bool post = false;
    std::vector<std::pair<std::string, std::string>> fields;  ///< hidden ones included, in the page's order
};

/// Gathers what the form at `form` would send (HTML standard §4.10.21.4): no files, no buttons except
/// `submit`, only ticked boxes. `set` replaces fields, or adds them.
FormRequest gather_form(
    const read::HtmlTree& tree,
    read::HtmlTree::Index form,
    const std::string& submit,
    const std::vector<std::pair<std::string, std::string>>& set
);

}  // namespace scraper
