#pragma once

#include "core/base/error.hpp"
#include "core/base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace app {

/// The members a client wants of each item of a list: `uid,name,provider.name`.
class FieldSelection {
public:
    /// `malformed` with code `invalid-fields` for an empty or malformed path, or more than 50 of them.
    static core::Result<FieldSelection> parse(std::string_view text);

    /// Appends `item` with the selected members only, in the item's own order; paths it lacks are left out.
    /// Elements of an array are selected from one by one.
    void append_selected(std::string& out, core::json::Value item) const;

private:
    struct Node {
        std::string name;
        bool whole = false;  ///< asked for by itself, whatever else is asked of its parts
        std::vector<Node> children = {};
    };

    static void append_node(std::string& out, core::json::Value value, const std::vector<Node>& wanted);

    std::vector<Node> roots_;
};

}  // namespace app
