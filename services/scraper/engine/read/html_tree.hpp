#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scraper::read {

struct HtmlLimits {
    std::size_t depth = 512;           ///< deeper elements become siblings, as browsers do it
    std::size_t nodes = 1'000'000;     ///< reading stops there
    std::size_t attribute = 64 << 10;  ///< longer values are dropped
};

/// A page as a tree that points into its text. Built for reading a few places of a page once: names and texts
/// stay where they are in the source and character references are decoded when somebody asks. Markup is
/// recovered after the HTML standard's rules for implied end tags; text is never moved out of tables.
///
/// libxml2 and Gumbo read the same pages four and more times slower; tests compare this reading with
/// libxml2's.
class HtmlTree {
public:
    using Index = std::uint32_t;
    static constexpr Index kNone = 0xFFFFFFFF;

    struct Attribute {
        std::string_view name;   ///< lower case
        std::string_view value;  ///< as written
    };

    struct Node {
        std::string_view name;  ///< lower case; empty: text
        std::string_view text;  ///< of a text, as written
        Index parent = kNone;
        Index end = 0;  ///< one past the last node inside
        std::uint32_t first_attribute = 0;
        std::uint16_t attributes = 0;
        std::uint8_t traits = 0;
        bool raw = false;  ///< text without character references (script, style)
    };

    /// `source` (UTF-8) must outlive the tree.
    explicit HtmlTree(std::string_view source, const HtmlLimits& limits = {});

    HtmlTree(HtmlTree&&) = default;
    HtmlTree& operator=(HtmlTree&&) = default;

    /// Nodes in document order; 0 is the document itself, what is inside node `n` is `n + 1 … end`.
    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }

    [[nodiscard]] std::span<const Attribute> attributes(Index node) const;
    [[nodiscard]] std::optional<std::string> attribute(Index node, std::string_view name) const;

    /// The value as written; null view when absent.
    [[nodiscard]] std::string_view raw_attribute(Index node, std::string_view name) const;

    /// The text inside, references decoded, runs of white space as one space, a line feed where a block or a
    /// `br` begins or ends. Scripts and styles do not count.
    [[nodiscard]] std::string text(Index node, bool own_only = false) const;

    /// The text inside with nothing left out or changed but references decoded: for `script` and microdata.
    [[nodiscard]] std::string exact_text(Index node) const;

    [[nodiscard]] bool too_deep() const { return too_deep_; }

    [[nodiscard]] bool too_large() const { return too_large_; }

    [[nodiscard]] bool attribute_dropped() const { return attribute_dropped_; }

private:
    friend class HtmlParser;

    std::vector<Node> nodes_;
    std::vector<Attribute> attributes_;
    std::deque<std::string> lowered_;  ///< names that were not in lower case
    bool too_deep_ = false;
    bool too_large_ = false;
    bool attribute_dropped_ = false;
};

/// Decodes character references as in a text (or, `in_attribute`, as in an attribute value).
std::string decode_references(std::string_view text, bool in_attribute = false);

}  // namespace scraper::read
