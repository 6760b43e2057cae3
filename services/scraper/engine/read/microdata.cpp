#include "scraper/engine/read/microdata.hpp"

#include "core/base/json.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

namespace scraper::read {
namespace {

using Index = HtmlTree::Index;
constexpr int kMaxDepth = 24;
constexpr std::size_t kMaxItems = 5'000;

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : text) {
        if (!is_space(c)) {
            word += c;
        } else if (!word.empty()) {
            out.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty()) out.push_back(std::move(word));
    return out;
}

class MicrodataReader {
public:
    explicit MicrodataReader(const HtmlTree& tree) : tree_(tree), nodes_(tree.nodes()) {}

    std::string read() {
        std::string out;
        for (Index i = 1; i < nodes_.size() && items_ < kMaxItems; ++i) {
            if (!has(i, "itemscope") || has(i, "itemprop")) continue;
            if (!out.empty()) out += ',';
            item(i, 0, out);
        }
        return out;
    }

private:
    [[nodiscard]] bool has(Index node, std::string_view name) const {
        return nodes_[node].attributes != 0 && tree_.attribute_view(node, name).data() != nullptr;
    }

    void item(Index node, int depth, std::string& out) {
        ++items_;
        std::vector<std::string> names;  // in the order they are met
        std::map<std::string, std::vector<std::string>> properties;
        const auto add = [&](Index holder) {
            const auto value = property_value(holder, depth);
            for (auto& name : words(tree_.attribute(holder, "itemprop").value_or(""))) {
                auto& values = properties[name];
                if (values.empty()) names.push_back(name);
                if (values.size() < 1'000) values.push_back(value);
            }
        };
        if (depth < kMaxDepth) {
            inside(node, add);
            for (const auto& id : words(tree_.attribute(node, "itemref").value_or(""))) {
                const auto found = by_id().find(id);
                if (found == by_id().end() || contains(found->second, node)) continue;
                if (has(found->second, "itemprop")) add(found->second);
                if (!has(found->second, "itemscope")) inside(found->second, add);
            }
        }
        core::json::Writer json(out);
        json.begin_object();
        if (const auto types = words(tree_.attribute(node, "itemtype").value_or("")); !types.empty()) {
            json.key("@type").begin_array();
            for (const auto& type : types) json.value(type);
            json.end_array();
        }
        if (const auto id = tree_.attribute(node, "itemid")) json.member("@id", *id);
        for (const auto& name : names) {
            if (name.starts_with('@')) continue;
            json.key(name).begin_array();
            for (const auto& value : properties[name]) json.raw(value);
            json.end_array();
        }
        json.end_object();
    }

    /// Calls `add` for every property inside `node` that belongs to the item there.
    template <class Add>
    void inside(Index node, const Add& add) {
        for (Index i = node + 1; i < nodes_[node].end;) {
            if (has(i, "itemprop")) add(i);
            i = has(i, "itemscope") ? nodes_[i].end : i + 1;
        }
    }

    /// As JSON.
    std::string property_value(Index node, int depth) {
        std::string out;
        if (has(node, "itemscope")) {
            if (items_ < kMaxItems) {
                item(node, depth + 1, out);
            } else {
                out = "null";
            }
            return out;
        }
        core::json::append_string(out, plain_value(node));
        return out;
    }

    std::string plain_value(Index node) {
        const auto name = nodes_[node].name;
        const auto is = [&](std::initializer_list<std::string_view> names) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        const auto attribute = name == "meta" ? "content"
                               : is({"audio", "embed", "iframe", "img", "source", "track", "video"}) ? "src"
                               : is({"a", "area", "link"})                                           ? "href"
                               : name == "object"                                                    ? "data"
                               : is({"data", "meter"})                                               ? "value"
                               : name == "time" ? "datetime"
                                                : "content";
        if (auto value = tree_.attribute(node, attribute)) return *value;
        return tree_.text(node);
    }

    [[nodiscard]] bool contains(Index outer, Index inner) const {
        return inner >= outer && inner < nodes_[outer].end;
    }

    const std::unordered_map<std::string, Index>& by_id() {
        if (!by_id_.empty()) return by_id_;
        by_id_.emplace("", HtmlTree::kNone);
        for (Index i = 1; i < nodes_.size(); ++i) {
            if (has(i, "id")) by_id_.try_emplace(*tree_.attribute(i, "id"), i);
        }
        by_id_.erase("");
        by_id_.emplace("\n", 0);  // never asked for; marks the table as made
        return by_id_;
    }

    const HtmlTree& tree_;
    const std::vector<HtmlTree::Node>& nodes_;
    std::unordered_map<std::string, Index> by_id_;
    std::size_t items_ = 0;
};

}  // namespace

std::string microdata_json(const HtmlTree& tree) {
    return MicrodataReader(tree).read();
}

}  // namespace scraper::read
