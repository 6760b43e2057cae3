#include "app_server/dto/field_selection.hpp"

#include <algorithm>

namespace app {

namespace {

constexpr std::size_t kMostPaths = 50;

bool is_member_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string_view cut(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto head = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return head;
}

}  // namespace

core::Result<FieldSelection> FieldSelection::parse(std::string_view text) {
    const core::Error invalid{
        core::ErrorKind::malformed,
        "invalid-fields",
        "must be member names separated by commas, like uid,provider.name"
    };
    FieldSelection selection;
    std::size_t paths = 0;
    if (text.empty() || text.back() == ',') return invalid;
    while (!text.empty()) {
        if (++paths > kMostPaths) return invalid;
        std::string_view path = cut(text, ',');
        if (path.empty() || path.back() == '.') return invalid;
        auto* level = &selection.roots_;
        Node* last = nullptr;
        while (!path.empty()) {
            const auto name = cut(path, '.');
            if (!is_member_name(name)) return invalid;
            auto at =
                std::find_if(level->begin(), level->end(), [&](const Node& n) { return n.name == name; });
            if (at == level->end()) at = level->insert(level->end(), Node{std::string(name)});
            last = &*at;
            level = &at->children;
        }
        last->whole = true;
    }
    return selection;
}

void FieldSelection::append_selected(std::string& out, core::json::Value item) const {
    append_node(out, item, roots_);
}

void FieldSelection::append_node(std::string& out, core::json::Value value, const std::vector<Node>& wanted) {
    bool first = true;
    const auto separate = [&] {
        if (!first) out.push_back(',');
        first = false;
    };
    if (!(value.is_object() || value.is_array())) {
        value.append_to(out);
    } else if (value.is_array()) {
        out.push_back('[');
        for (std::size_t i = 0; i < value.size(); ++i) {
            separate();
            append_node(out, value.at(i), wanted);
        }
        out.push_back(']');
    } else {
        out.push_back('{');
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto name = value.member_name(i);
            const auto node =
                std::find_if(wanted.begin(), wanted.end(), [&](const Node& n) { return n.name == name; });
            if (node == wanted.end()) continue;
            separate();
            core::json::append_string(out, name);
            out.push_back(':');
            if (node->whole) {
                value.member_value(i).append_to(out);
            } else {
                append_node(out, value.member_value(i), node->children);
            }
        }
        out.push_back('}');
    }
}

}  // namespace app
