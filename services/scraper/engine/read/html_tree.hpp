#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scraper::read {

/// Reading stops where a page goes beyond one of these, save for attributes, which are left out.
struct HtmlLimits {
    std::size_t depth = 512;           ///< elements open at a time
    std::size_t nodes = 500'000;       ///< elements and texts
    std::size_t attribute = 64 << 10;  ///< bytes of a value
    std::size_t attributes = 256;      ///< of one element
    std::size_t piece = 16 << 10;      ///< bytes read between two looks at what is built; 16 or more
};

/// A page as the tree the HTML standard says it has (§13.2), built by MyHTML and laid flat: what reads a few
/// places of a page walks an array. Comments and the doctype are left out. Bounded in time and memory for
/// every input: what MyHTML does not bound itself, MarkupParser does.
class HtmlTree {
public:
    using Index = std::uint32_t;
    static constexpr Index kNone = 0xFFFFFFFF;

    // Every view is followed by a zero byte, so that libxml2 can read it in place.
    struct Attribute {
        std::string_view name;   ///< lower case
        std::string_view value;  ///< references decoded
    };

    struct Node {
        std::string_view name;  ///< lower case; empty: text
        std::string_view text;  ///< of a text, references decoded
        Index parent = kNone;
        Index end = 0;  ///< one past the last node inside
        std::uint32_t first_attribute = 0;
        std::uint16_t attributes = 0;
        std::uint8_t traits = 0;
    };

    /// `source` is UTF-8 and may go when the tree is made.
    explicit HtmlTree(std::string_view source, const HtmlLimits& limits = {});

    /// Nodes in document order; 0 is the document itself, what is inside node `n` is `n + 1 … end`.
    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }

    [[nodiscard]] std::span<const Attribute> attributes(Index node) const;

    [[nodiscard]] std::size_t attribute_count() const { return attributes_.size(); }

    [[nodiscard]] std::optional<std::string> attribute(Index node, std::string_view name) const;

    /// Valid as long as the tree; null view when absent.
    [[nodiscard]] std::string_view attribute_view(Index node, std::string_view name) const;

    /// The text inside, runs of white space as one space, a line feed where a block or a `br` begins or ends.
    /// Scripts and styles do not count.
    [[nodiscard]] std::string text(Index node, bool own_only = false) const;

    /// The text inside with nothing left out or changed: for `script`.
    [[nodiscard]] std::string exact_text(Index node) const;

    [[nodiscard]] bool too_deep() const { return too_deep_; }

    [[nodiscard]] bool too_large() const { return too_large_; }

    /// A value longer, or an element with more attributes, than the limits allow.
    [[nodiscard]] bool attribute_dropped() const { return attribute_dropped_; }

private:
    friend class HtmlBuilder;

    std::vector<Node> nodes_;
    std::vector<Attribute> attributes_;
    std::vector<std::unique_ptr<char[]>> texts_;  ///< what the views point at
    bool too_deep_ = false;
    bool too_large_ = false;
    bool attribute_dropped_ = false;
};

}  // namespace scraper::read
