// HTML with limits so small that most inputs meet them, and cut into small pieces. The first two bytes
// choose.
#include "scraper/engine/read/html_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using scraper::read::HtmlTree;
    if (size < 2) return 0;
    const std::string_view source(reinterpret_cast<const char*>(data) + 2, size - 2);
    scraper::read::HtmlLimits limits;
    limits.piece = 16 + data[0] % 64;
    if (data[0] >= 128) {
        limits.depth = 3 + data[1] % 16;
        limits.nodes = 5 + data[1] / 4;
        limits.attribute = 8;
        limits.attributes = 2;
    }
    const HtmlTree tree(source, limits);
    const auto& nodes = tree.nodes();
    for (HtmlTree::Index i = 1; i < nodes.size(); ++i) {
        const auto& node = nodes[i];
        if (node.parent >= i || node.end <= i || node.end > nodes[node.parent].end) __builtin_trap();
        if (tree.attributes(i).size() > limits.attributes) __builtin_trap();
    }
    if (tree.text(0).size() > 4 * tree.exact_text(0).size()) __builtin_trap();
    return 0;
}
