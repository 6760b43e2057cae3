#pragma once

#include "core/base/error.hpp"
#include "scraper/engine/read/html_tree.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scraper::read {

/// A CSS selector (Selectors Level 4, the part that says something about a page nobody sees): names, `*`,
/// `#id`,
/// `.class`, attributes with every operator and `i`, the four combinators, lists, `:is`, `:where`, `:not`,
/// `:has`,
/// `:scope`, `:root`, `:empty`, the child and type positions with an+b, and `:contains("text")`.
class CssSelector {
public:
    struct Complex;

    /// `malformed` with code `bad-selector`; the detail says what is not understood, and where.
    static core::Result<CssSelector> parse(std::string_view text);

    CssSelector() = default;

    /// Elements inside `scope` in document order, at most `limit`. A selector that begins with a combinator,
    /// or with `:scope`, starts at `scope`; `:scope` alone gives `scope` itself. Each step costs one of
    /// `budget`; the search ends when nothing is left of it.
    void select(
        const HtmlTree& tree,
        HtmlTree::Index scope,
        std::size_t limit,
        std::int64_t& budget,
        std::vector<HtmlTree::Index>& out
    ) const;

private:
    std::shared_ptr<const std::vector<Complex>> list_;  ///< null: finds nothing
};

}  // namespace scraper::read
