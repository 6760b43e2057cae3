#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/css_parts.hpp"

#include <algorithm>

namespace scraper::read {
namespace {

using Index = HtmlTree::Index;
using Complex = CssSelector::Complex;
constexpr Index kNone = HtmlTree::kNone;

bool has_word(std::string_view words, std::string_view word) {
    for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || is_space(words[at - 1])) && (end == words.size() || is_space(words[end])))
            return true;
    }
    return false;
}

bool compare(std::string_view value, const AttributeTest& test) {
    const std::string_view wanted = test.value;
    switch (test.operation) {
        case '=': return value == wanted;
        case '~': return !wanted.empty() && has_word(value, wanted);
        case '|':
            return value.starts_with(wanted) &&
                   (value.size() == wanted.size() || value[wanted.size()] == '-');
        case '^': return !wanted.empty() && value.starts_with(wanted);
        case '$': return !wanted.empty() && value.ends_with(wanted);
        default: return !wanted.empty() && value.find(wanted) != std::string_view::npos;
    }
}

/// One search: a tree, where it starts, and what it may still cost.
class Matcher {
public:
    Matcher(const HtmlTree& tree, Index scope, std::int64_t& budget)
        : tree_(tree), nodes_(tree.nodes()), scope_(scope), budget_(budget) {}

    bool matches(const Complex& complex, Index node) {
        return matches(complex.compounds, complex.compounds.size() - 1, node);
    }

    bool is_element(Index node) const { return !nodes_[node].name.empty(); }

private:
    /// Whether `node` fits compound `last` and its surroundings fit the compounds to the left.
    bool matches(const std::vector<Compound>& compounds, std::size_t last, Index node) {
        const Compound& compound = compounds[last];
        if (!fits(compound, node)) return false;
        const bool leftmost = last == 0;
        switch (compound.before) {
            case Combinator::none: return leftmost;
            case Combinator::child:
                return leftmost ? nodes_[node].parent == scope_
                                : parent(node) != kNone && matches(compounds, last - 1, parent(node));
            case Combinator::descendant:
                for (auto up = parent(node); up != kNone; up = parent(up)) {
                    if (--budget_ < 0) return false;
                    if (matches(compounds, last - 1, up)) return true;
                }
                return false;
            case Combinator::adjacent: {
                const auto left = previous(node);
                if (leftmost) return left == scope_;
                return left != kNone && matches(compounds, last - 1, left);
            }
            case Combinator::sibling:
                for (auto left = previous(node); left != kNone; left = previous(left)) {
                    if (budget_ < 0) return false;
                    if (leftmost ? left == scope_ : matches(compounds, last - 1, left)) return true;
                }
                return false;
        }
        return false;
    }

    /// The element around `node`; none for the outermost.
    Index parent(Index node) const {
        const auto up = nodes_[node].parent;
        return up == 0 || up == kNone ? kNone : up;
    }

    /// The element before `node` among its siblings.
    Index previous(Index node) {
        Index found = kNone;
        if (node == 0) return found;
        for (Index i = nodes_[node].parent + 1; i < node; i = nodes_[i].end) {
            --budget_;
            if (is_element(i)) found = i;
        }
        return found;
    }

    bool fits(const Compound& compound, Index node) {
        --budget_;
        if (!compound.tag.empty() && nodes_[node].name != compound.tag) return false;
        if (!compound.id.empty() && tree_.attribute_view(node, "id") != compound.id) return false;
        if (!compound.classes.empty()) {
            const auto words = tree_.attribute_view(node, "class");
            if (words.empty()) return false;
            for (const auto& word : compound.classes) {
                if (!has_word(words, word)) return false;
            }
        }
        for (const auto& test : compound.attributes) {
            if (!fits(test, node)) return false;
        }
        return std::all_of(compound.pseudos.begin(), compound.pseudos.end(), [&](const Pseudo& pseudo) {
            return fits(pseudo, node);
        });
    }

    bool fits(const AttributeTest& test, Index node) {
        const auto value = tree_.attribute_view(node, test.name);
        if (value.data() == nullptr) return false;
        if (test.operation == 0) return true;
        budget_ -= static_cast<std::int64_t>(value.size() / 64);
        if (!test.ignore_case) return compare(value, test);
        auto folded = test;
        folded.value = lower_ascii(test.value);
        return compare(lower_ascii(value), folded);
    }

    bool fits(const Pseudo& pseudo, Index node) {
        const auto fits_any = [&](Index candidate) {
            return std::any_of(pseudo.list.begin(), pseudo.list.end(), [&](const Complex& complex) {
                return matches(complex, candidate);
            });
        };
        switch (pseudo.kind) {
            case PseudoKind::is: return fits_any(node);
            case PseudoKind::none_of: return !fits_any(node);
            case PseudoKind::has: return has(pseudo, node);
            case PseudoKind::scope: return node == scope_;
            case PseudoKind::root: return nodes_[node].parent == 0;
            case PseudoKind::empty: return nodes_[node].end == node + 1;
            case PseudoKind::contains: {
                budget_ -= nodes_[node].end - node;
                return budget_ >= 0 && tree_.text(node).find(pseudo.text) != std::string::npos;
            }
            case PseudoKind::nth_child: return position(pseudo, node, false, false);
            case PseudoKind::nth_last_child: return position(pseudo, node, true, false);
            case PseudoKind::nth_type: return position(pseudo, node, false, true);
            case PseudoKind::nth_last_type: return position(pseudo, node, true, true);
        }
        return false;
    }

    bool has(const Pseudo& pseudo, Index node) {
        Matcher inside(tree_, node, budget_);
        // `+` and `~` look at what follows; everything else lies inside.
        const bool beside = std::any_of(pseudo.list.begin(), pseudo.list.end(), [](const Complex& complex) {
            const auto first = complex.compounds.front().before;
            return first == Combinator::adjacent || first == Combinator::sibling;
        });
        const auto end = beside ? nodes_[nodes_[node].parent].end : nodes_[node].end;
        for (Index i = node + 1; i < end && budget_ >= 0; ++i) {
            if (!is_element(i)) continue;
            for (const auto& complex : pseudo.list) {
                if (inside.matches(complex, i)) return true;
            }
        }
        return false;
    }

    bool position(const Pseudo& pseudo, Index node, bool from_end, bool same_name) {
        if (node == 0) return false;
        const auto up = nodes_[node].parent;
        std::int64_t place = 1;
        const Index begin = from_end ? nodes_[node].end : up + 1;
        const Index end = from_end ? nodes_[up].end : node;
        for (Index i = begin; i < end && --budget_ >= 0; i = nodes_[i].end) {
            if (is_element(i) && (!same_name || nodes_[i].name == nodes_[node].name)) ++place;
        }
        const auto distance = place - pseudo.offset;
        if (pseudo.step == 0) return distance == 0;
        return distance % pseudo.step == 0 && distance / pseudo.step >= 0;
    }

    const HtmlTree& tree_;
    const std::vector<HtmlTree::Node>& nodes_;
    Index scope_;
    std::int64_t& budget_;
};

bool wants_scope(const Complex& complex) {
    if (complex.compounds.size() != 1) return false;
    const auto& pseudos = complex.compounds.front().pseudos;
    return std::any_of(pseudos.begin(), pseudos.end(), [](const Pseudo& pseudo) {
        return pseudo.kind == PseudoKind::scope;
    });
}

bool looks_beside(const Complex& complex) {
    const auto first = complex.compounds.front().before;
    return first == Combinator::adjacent || first == Combinator::sibling;
}

}  // namespace

void CssSelector::select(
    const HtmlTree& tree, Index scope, std::size_t limit, std::int64_t& budget, std::vector<Index>& out
) const {
    if (!list_) return;
    Matcher matcher(tree, scope, budget);
    const auto& nodes = tree.nodes();
    const bool self = std::any_of(list_->begin(), list_->end(), wants_scope);
    const bool beside = scope != 0 && std::any_of(list_->begin(), list_->end(), looks_beside);
    const Index end = beside ? nodes[nodes[scope].parent].end : nodes[scope].end;
    for (Index i = self ? scope : scope + 1; i < end && out.size() < limit && budget >= 0; ++i) {
        if (i != scope && !matcher.is_element(i)) continue;
        for (const auto& complex : *list_) {
            if (!matcher.matches(complex, i)) continue;
            out.push_back(i);
            break;
        }
    }
}

}  // namespace scraper::read
