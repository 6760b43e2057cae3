#include "core/http/router.hpp"

#include "core/base/utf8.hpp"
#include "core/http/percent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace core::http {

namespace {

constexpr std::array kMethods{
    Method::get,
    Method::head,
    Method::post,
    Method::put,
    Method::patch,
    Method::delete_,
    Method::options,
};

using Params = std::vector<std::pair<std::string_view, std::string>>;

[[noreturn]] void refuse(std::string_view pattern, std::string_view why) {
    throw std::logic_error(fmt::format("route pattern \"{}\": {}", pattern, why));
}

/// Cuts the first segment off a path that has lost its leading slash. `last` tells `/a` from `/a/`.
struct Segment {
    std::string_view text;
    std::string_view rest;
    bool last;
};

Segment first_segment(std::string_view path) {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) {
        return {path, {}, true};
    }
    return {path.substr(0, slash), path.substr(slash + 1), false};
}

bool is_parameter_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool is_literal(std::string_view segment) {
    return std::all_of(segment.begin(), segment.end(), [](char c) {
        return c > ' ' && c < 0x7F && std::string_view("{}?#%\"<>\\^`|").find(c) == std::string_view::npos;
    });
}

}  // namespace

struct Router::Node {
    struct Entry {
        Route route;
        std::vector<std::string_view> names;  ///< of the parameters, in order; views into route.pattern
    };

    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;  ///< sorted by segment
    std::unique_ptr<Node> parameter;
    std::array<std::unique_ptr<Entry>, kMethods.size()> entries;
    std::string allow;  ///< empty: no path ends here

    Node* find_literal(std::string_view segment) const {
        const auto at = std::lower_bound(
            literals.begin(),
            literals.end(),
            segment,
            [](const auto& one, std::string_view wanted) { return one.first < wanted; }
        );
        return at != literals.end() && at->first == segment ? at->second.get() : nullptr;
    }

    Node& literal(std::string_view segment) {
        if (Node* found = find_literal(segment)) {
            return *found;
        }
        Node& added = *literals.emplace_back(segment, std::make_unique<Node>()).second;
        std::sort(literals.begin(), literals.end(), [](const auto& a, const auto& b) {
            return a.first < b.first;
        });
        return added;
    }

    std::unique_ptr<Entry>& entry(Method method) { return entries[static_cast<std::size_t>(method)]; }

    const Entry* find_entry(Method method) const { return entries[static_cast<std::size_t>(method)].get(); }

    void update_allow() {
        allow.clear();
        for (const Method method : kMethods) {
            const bool offered =
                entry(method) || method == Method::options || (method == Method::head && entry(Method::get));
            if (offered) {
                allow.append(allow.empty() ? "" : ", ").append(to_string(method));
            }
        }
    }

    /// The node at which `path` ends and where a route stands; appends the values of its parameters.
    const Node* walk(std::string_view path, Params& params) const {
        const Segment segment = first_segment(path);
        const bool encoded = segment.text.find('%') != std::string_view::npos;
        std::string decoded;
        if (encoded) {
            auto text = percent_decode(segment.text);
            if (!text) {
                return nullptr;
            }
            decoded = std::move(*text);
        }
        const std::string_view text = encoded ? std::string_view(decoded) : segment.text;
        if (const Node* child = find_literal(text)) {
            if (const Node* found = child->descend(segment, params)) {
                return found;
            }
        }
        if (!parameter || text.empty()) {
            return nullptr;
        }
        if (!encoded && (text.find('\0') != std::string_view::npos || !is_utf8(text))) {
            return nullptr;
        }
        const std::size_t before = params.size();
        params.emplace_back(std::string_view(), encoded ? std::move(decoded) : std::string(text));
        const Node* found = parameter->descend(segment, params);
        if (found == nullptr) {
            params.resize(before);
        }
        return found;
    }

    void collect(std::vector<const Route*>& out) const {
        for (const auto& one : entries) {
            if (one) {
                out.push_back(&one->route);
            }
        }
        for (const auto& [segment, node] : literals) {
            node->collect(out);
        }
        if (parameter) {
            parameter->collect(out);
        }
    }

private:
    const Node* descend(const Segment& segment, Params& params) const {
        if (!segment.last) {
            return walk(segment.rest, params);
        }
        return allow.empty() ? nullptr : this;
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;

void Router::add(Method method, std::string pattern, Handler handler, RouteOptions options) {
    if (!pattern.starts_with('/')) {
        refuse(pattern, "must begin with a slash");
    }
    if (std::visit([](const auto& callable) { return !callable; }, handler)) {
        refuse(pattern, "has no handler");
    }
    auto entry = std::make_unique<Node::Entry>();
    entry->route = Route{method, std::move(pattern), std::move(handler), options};
    const std::string_view whole = entry->route.pattern;

    Node* node = root_.get();
    std::string_view rest = whole.substr(1);
    for (bool last = false; !last;) {
        const Segment segment = first_segment(rest);
        rest = segment.rest;
        last = segment.last;
        if (segment.text.starts_with('{')) {
            const std::string_view name =
                segment.text.substr(1, segment.text.size() < 2 ? 0 : segment.text.size() - 2);
            if (!segment.text.ends_with('}') || !is_parameter_name(name)) {
                refuse(whole, "a parameter is one whole segment, {snake_case}");
            }
            if (std::find(entry->names.begin(), entry->names.end(), name) != entry->names.end()) {
                refuse(whole, "a parameter stands twice");
            }
            entry->names.push_back(name);
            if (!node->parameter) {
                node->parameter = std::make_unique<Node>();
            }
            node = node->parameter.get();
        } else {
            if (!is_literal(segment.text) || (segment.text.empty() && !last)) {
                refuse(whole, "a segment is empty or holds a character that must be escaped");
            }
            node = &node->literal(segment.text);
        }
    }
    auto& place = node->entry(method);
    if (place) {
        refuse(whole, fmt::format("{} is there already as \"{}\"", to_string(method), place->route.pattern));
    }
    place = std::move(entry);
    node->update_allow();
}

Router::Match Router::match(Method method, std::string_view path, Params& params) const {
    params.clear();
    const Node* node = path.starts_with('/') ? root_->walk(path.substr(1), params) : nullptr;
    if (node == nullptr) {
        return {};
    }
    const Node::Entry* entry = node->find_entry(method);
    if (entry == nullptr && method == Method::head) {
        entry = node->find_entry(Method::get);
    }
    if (entry == nullptr) {
        params.clear();
        return {nullptr, node->allow, true};
    }
    for (std::size_t i = 0; i < params.size(); ++i) {
        params[i].first = entry->names[i];
    }
    return {&entry->route, node->allow, true};
}

std::vector<const Route*> Router::routes() const {
    std::vector<const Route*> out;
    root_->collect(out);
    return out;
}

}  // namespace core::http
