#include "scraper/engine/read/html_names.hpp"

#include <algorithm>
#include <array>

namespace scraper::read {
namespace {

struct Named {
    std::string_view name;
    std::uint8_t traits;
};

constexpr std::uint8_t kPara = kClosesP | kBlock;
constexpr std::uint8_t kCell = kScope | kBlock;

// Sorted by name.
constexpr std::array kNames = std::to_array<Named>({
    {"a", kFormatting},
    {"address", kPara},
    {"area", kVoid},
    {"article", kPara},
    {"aside", kPara},
    {"b", kFormatting},
    {"base", kVoid},
    {"blockquote", kPara},
    {"body", kBlock},
    {"br", kVoid | kBlock},
    {"button", kScope},
    {"caption", kCell},
    {"center", kPara},
    {"code", kFormatting},
    {"col", kVoid},
    {"dd", kPara},
    {"details", kPara},
    {"dialog", kPara},
    {"dir", kPara},
    {"div", kPara},
    {"dl", kPara},
    {"dt", kPara},
    {"em", kFormatting},
    {"embed", kVoid},
    {"fieldset", kPara},
    {"figcaption", kPara},
    {"figure", kPara},
    {"font", kFormatting},
    {"footer", kPara},
    {"form", kPara},
    {"h1", kPara},
    {"h2", kPara},
    {"h3", kPara},
    {"h4", kPara},
    {"h5", kPara},
    {"h6", kPara},
    {"header", kPara},
    {"hgroup", kPara},
    {"hr", kVoid | kPara},
    {"html", kScope},
    {"i", kFormatting},
    {"iframe", kRawText | kHidden},
    {"img", kVoid},
    {"input", kVoid},
    {"li", kPara},
    {"link", kVoid},
    {"main", kPara},
    {"menu", kPara},
    {"meta", kVoid},
    {"nav", kPara},
    {"noembed", kRawText | kHidden},
    {"noframes", kRawText | kHidden},
    {"object", kScope},
    {"ol", kPara},
    {"option", kBlock},
    {"p", kPara},
    {"param", kVoid},
    {"pre", kPara},
    {"s", kFormatting},
    {"script", kRawText | kHidden},
    {"search", kPara},
    {"section", kPara},
    {"small", kFormatting},
    {"source", kVoid},
    {"strong", kFormatting},
    {"style", kRawText | kHidden},
    {"summary", kPara},
    {"table", kCell | kClosesP},
    {"tbody", kBlock},
    {"td", kCell},
    {"template", kScope | kHidden},
    {"textarea", kRawText | kReferences},
    {"tfoot", kBlock},
    {"th", kCell},
    {"thead", kBlock},
    {"title", kRawText | kReferences},
    {"tr", kBlock},
    {"track", kVoid},
    {"tt", kFormatting},
    {"u", kFormatting},
    {"ul", kPara},
    {"wbr", kVoid},
    {"xmp", kRawText | kPara},
});

static_assert(std::is_sorted(kNames.begin(), kNames.end(), [](const Named& a, const Named& b) {
    return a.name < b.name;
}));

}  // namespace

std::uint8_t traits_of(std::string_view name) {
    const auto found = std::lower_bound(kNames.begin(), kNames.end(), name, [](const Named& a, auto wanted) {
        return a.name < wanted;
    });
    return found != kNames.end() && found->name == name ? found->traits : std::uint8_t{0};
}

}  // namespace scraper::read
