#include "scraper/engine/read/html_tree.hpp"

#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/html_traits.hpp"

namespace scraper::read {
namespace {

/// Collects text with white space folded.
class TextFolder {
public:
    void add(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool no_break = text[i] == kNoBreak[0] && text.substr(i, 2) == kNoBreak;
            if (no_break || is_space(text[i])) {
                space_ = true;
                if (no_break) ++i;
            } else {
                flush();
                out_ += text[i];
            }
        }
    }

    void line() { line_ = true; }

    std::string take() { return std::move(out_); }

private:
    static constexpr std::string_view kNoBreak = "\xC2\xA0";  // U+00A0

    void flush() {
        if (!out_.empty() && line_) {
            out_ += '\n';
        } else if (!out_.empty() && space_) {
            out_ += ' ';
        }
        line_ = space_ = false;
    }

    std::string out_;
    bool space_ = false;
    bool line_ = false;
};

}  // namespace

std::span<const HtmlTree::Attribute> HtmlTree::attributes(Index node) const {
    const auto& n = nodes_[node];
    return {attributes_.data() + n.first_attribute, n.attributes};
}

std::string_view HtmlTree::attribute_view(Index node, std::string_view name) const {
    for (const auto& attribute : attributes(node)) {
        if (attribute.name == name) return attribute.value;
    }
    return {};
}

std::optional<std::string> HtmlTree::attribute(Index node, std::string_view name) const {
    const auto value = attribute_view(node, name);
    if (value.data() == nullptr) return std::nullopt;
    return std::string(value);
}

std::string HtmlTree::text(Index node, bool own_only) const {
    TextFolder folder;
    const Index end = nodes_[node].end;
    // Elements whose end is not reached yet and begin a line; a line ends there too.
    std::vector<Index> line_ends;
    for (Index i = nodes_[node].name.empty() && node != 0 ? node : node + 1; i < end; ++i) {
        while (!line_ends.empty() && line_ends.back() <= i) {
            folder.line();
            line_ends.pop_back();
        }
        const auto& inner = nodes_[i];
        if (inner.name.empty()) {
            if (own_only && inner.parent != node) continue;
            folder.add(inner.text);
            continue;
        }
        if ((inner.traits & kHidden) != 0) {
            i = inner.end - 1;
            continue;
        }
        if ((inner.traits & kBlock) != 0) {
            folder.line();
            line_ends.push_back(inner.end);
        }
    }
    return folder.take();
}

std::string HtmlTree::exact_text(Index node) const {
    std::string out;
    for (Index i = node; i < nodes_[node].end; ++i) out += nodes_[i].text;
    return out;
}

}  // namespace scraper::read
