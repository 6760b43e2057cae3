#include "core/base/utf8.hpp"
#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/html_traits.hpp"
#include "scraper/engine/read/html_tree.hpp"
#include "scraper/engine/read/markup_parser.hpp"

#include <myhtml/myhtml.h>
#include <myhtml/tree.h>

#include <algorithm>
#include <cstring>

namespace scraper::read {
namespace {

std::string_view prefix_of(myhtml_namespace space) {
    switch (space) {
        case MyHTML_NAMESPACE_XLINK: return "xlink:";
        case MyHTML_NAMESPACE_XML: return "xml:";
        case MyHTML_NAMESPACE_XMLNS: return "xmlns:";
        default: return {};
    }
}

std::string_view view(const mycore_string_t& text) {
    return text.data == nullptr ? std::string_view("") : std::string_view(text.data, text.length);
}

std::string whole_characters(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto step = core::utf8_step(text);
        if (step.valid) out += text.substr(0, step.length);
        text.remove_prefix(step.length);
    }
    return out;
}

}  // namespace

/// Lays MyHTML's tree flat, in one walk without recursion.
class HtmlBuilder {
public:
    /// `bytes`: the most that names, texts and values may have together. `nulls`: the page holds zero bytes,
    /// and MyHTML leaves halves of characters behind where it takes them out.
    HtmlBuilder(
        HtmlTree& tree, const myhtml_tree& from, const HtmlLimits& limits, std::size_t bytes, bool nulls
    )
        : tree_(tree), from_(from), limits_(limits), bytes_left_(bytes), nulls_(nulls) {
        tree_.nodes_.emplace_back();
    }

    void build() {
        // The way down is kept here, so that the walk ends whatever the pointers up in MyHTML's tree say.
        const auto* node = from_.document->child;
        while (true) {
            if (is_full()) {
                tree_.too_large_ = true;
                node = nullptr;
            }
            if (node == nullptr) {
                tree_.nodes_[parent_].end = size();
                if (open_.empty()) return;
                node = open_.back()->next;
                open_.pop_back();
                parent_ = tree_.nodes_[parent_].parent;
            } else if (const auto index = add(*node); index != HtmlTree::kNone && node->child != nullptr) {
                open_.push_back(node);
                parent_ = index;
                node = node->child;
            } else {
                node = node->next;
            }
        }
    }

private:
    [[nodiscard]] HtmlTree::Index size() const { return static_cast<HtmlTree::Index>(tree_.nodes_.size()); }

    /// Formatting that is opened again has its attributes again, each time.
    [[nodiscard]] bool is_full() const {
        return size() > limits_.nodes || tree_.attributes_.size() > limits_.nodes || bytes_left_ == 0;
    }

    /// None for what is neither an element nor a text.
    HtmlTree::Index add(const myhtml_tree_node_t& from) {
        const auto tag = from.tag_id;
        if (tag == MyHTML_TAG__COMMENT || tag == MyHTML_TAG__DOCTYPE || tag == MyHTML_TAG__UNDEF)
            return HtmlTree::kNone;
        const auto index = size();
        HtmlTree::Node node;
        node.parent = parent_;
        node.end = index + 1;
        if (tag == MyHTML_TAG__TEXT) {
            if (from.token == nullptr || from.token->str.length == 0) return HtmlTree::kNone;
            node.text = copy(view(from.token->str));
        } else {
            node.name = name_of(tag);
            node.traits = traits_of(tag);
            node.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
            if (from.token != nullptr) add_attributes(*from.token, from.ns != MyHTML_NAMESPACE_HTML);
            node.attributes = static_cast<std::uint16_t>(tree_.attributes_.size() - node.first_attribute);
        }
        tree_.nodes_.push_back(node);
        return index;
    }

    /// The first of equal names counts (§13.2.5.33); MyHTML keeps them all.
    void add_attributes(const myhtml_token_node_t& token, bool foreign) {
        const auto first = static_cast<std::ptrdiff_t>(tree_.attributes_.size());
        for (const auto* from = token.attr_first; from != nullptr; from = from->next) {
            const auto name = foreign ? foreign_name(*from) : copy(view(from->key));
            const auto known = std::any_of(
                tree_.attributes_.begin() + first,
                tree_.attributes_.end(),
                [&](const HtmlTree::Attribute& one) { return one.name == name; }
            );
            if (name.empty() || known) continue;
            if (tree_.attributes_.size() - static_cast<std::size_t>(first) >= limits_.attributes) return;
            tree_.attributes_.push_back({name, copy(view(from->value))});
        }
    }

    /// Names of known elements live as long as the library; those of SVG have capitals there.
    std::string_view name_of(myhtml_tag_id_t tag) {
        const auto* known = myhtml_tag_get_by_id(from_.tags, tag);
        const std::string_view name(known->name, known->name_length);
        const bool lower = std::none_of(name.begin(), name.end(), [](char c) { return lower_ascii(c) != c; });
        if (tag < MyHTML_TAG_LAST_ENTRY && lower) return name;
        return lower ? copy(name) : copy(lower_ascii(name));
    }

    /// MyHTML writes some attributes of SVG and MathML as the standard spells them, and some without prefix.
    std::string_view foreign_name(const myhtml_token_attr_t& from) {
        return copy(std::string(prefix_of(from.ns)) + lower_ascii(view(from.key)));
    }

    std::string_view copy(std::string_view text) {
        if (text.empty()) return "";
        if (nulls_ && !core::is_utf8(text)) return copy(whole_characters(text));
        if (left_ <= text.size()) {
            left_ = std::max(kTextBlock, text.size() + 1);
            at_ = tree_.texts_.emplace_back(std::make_unique_for_overwrite<char[]>(left_)).get();
        }
        bytes_left_ -= std::min(bytes_left_, text.size());
        std::memcpy(at_, text.data(), text.size());
        at_[text.size()] = '\0';
        const std::string_view copied(at_, text.size());
        at_ += text.size() + 1;
        left_ -= text.size() + 1;
        return copied;
    }

    static constexpr std::size_t kTextBlock = 32 << 10;

    HtmlTree& tree_;
    const myhtml_tree& from_;
    const HtmlLimits& limits_;
    std::vector<const myhtml_tree_node_t*> open_;
    HtmlTree::Index parent_ = 0;
    char* at_ = nullptr;
    std::size_t left_ = 0;
    std::size_t bytes_left_;
    bool nulls_;
};

HtmlTree::HtmlTree(std::string_view source, const HtmlLimits& limits) {
    nodes_.reserve(std::min(source.size() / 32 + 16, limits.nodes));
    attributes_.reserve(std::min(source.size() / 48 + 16, limits.nodes));
    auto& parser = MarkupParser::of_this_thread();
    const auto outcome = parser.parse(source, limits);
    too_deep_ = outcome.too_deep;
    too_large_ = outcome.too_large;
    attribute_dropped_ = outcome.attribute_dropped;
    const bool nulls = source.find('\0') != std::string_view::npos;
    HtmlBuilder(*this, parser.tree(), limits, (4 << 20) + 4 * source.size(), nulls).build();
    parser.release();
}

}  // namespace scraper::read
