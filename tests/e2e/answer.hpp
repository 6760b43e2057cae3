#pragma once

#include "core/base/json.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests {

/// One answer, whichever client took it.
struct Answer {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] core::json::Document json() const;  ///< throws with the body when it is not JSON
};

/// One element of a JSON document as compact JSON.
std::string text_of(core::json::Value value);

/// The value at a path of members and positions such as `items/0/course/name`; throws when there is none.
core::json::Value at(core::json::Value value, std::string_view path);

/// Every value of the path in the elements of `items`, as compact JSON.
std::vector<std::string> each(const core::json::Document& list, std::string_view path);

}  // namespace tests
