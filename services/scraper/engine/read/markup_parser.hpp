#pragma once

#include "scraper/engine/read/html_tree.hpp"

#include <memory>
#include <string_view>

struct myhtml;       // NOLINT(readability-identifier-naming)
struct myhtml_tree;  // NOLINT(readability-identifier-naming)

namespace scraper::read {

/// MyHTML, watched. It builds the HTML standard's tree from any input, but bounds nothing, and some of what
/// it does costs the square of its input: text joined over ignored tags, repeated `html` tags, names of
/// elements that are not HTML's, formatting elements that are opened again and again. So its input goes in by
/// pieces and it is looked at before each token: at a limit the building stops, and what is built stays of
/// use.
class MarkupParser {
public:
    struct Outcome {
        bool too_deep = false;
        bool too_large = false;
        bool attribute_dropped = false;
    };

    /// The calling thread's. A tree is dear to make and cheap to use again.
    static MarkupParser& of_this_thread();

    MarkupParser();
    ~MarkupParser();
    MarkupParser(const MarkupParser&) = delete;
    MarkupParser& operator=(const MarkupParser&) = delete;

    /// Reads UTF-8. The tree stays until the next call or `release`; nobody may change it.
    Outcome parse(std::string_view source, const HtmlLimits& limits);

    [[nodiscard]] const myhtml_tree& tree() const { return *tree_; }

    /// Says that the tree was read. What a large page made it grow to is given back.
    void release();

private:
    struct Close {
        void operator()(myhtml* engine) const;
        void operator()(myhtml_tree* tree) const;
    };

    void make_tree();

    std::unique_ptr<myhtml, Close> engine_;
    std::unique_ptr<myhtml_tree, Close> tree_;
    bool grown_ = false;
};

}  // namespace scraper::read
