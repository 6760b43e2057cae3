// A selector, a zero byte, a page: what is accepted as a selector is looked for on the page. The first byte
// chooses the language.
#include "scraper/engine/read/locator.hpp"
#include "scraper/engine/read/pattern.hpp"
#include "scraper/engine/read/reading.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace {

using namespace scraper::read;

constexpr std::size_t kMost = 50;

void look_up(Reading& page, Language language, std::string_view text) {
    auto locator = Locator::make(language, text);
    if (!locator) return;
    std::vector<Place> found;
    page.find(*locator, 0, kMost, found);
    if (found.size() > kMost) __builtin_trap();
    for (const auto place : found) (void)page.text(*locator, place);
    locator->attribute = "a";
    locator->own_text = true;
    const auto records = page.records();
    for (const auto place : found.empty() ? records : found) {
        std::vector<Place> inside;
        page.find(*locator, place, kMost, inside);
        for (const auto one : inside) (void)page.text(*locator, one);
    }
}

void match(std::string_view expression, std::string_view text) {
    const auto pattern = Pattern::parse(expression);
    if (!pattern) return;
    if (pattern->first(text) && !pattern->found_in(text)) __builtin_trap();
    if (pattern->split(text).size() > 1'000) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto middle = text.find('\0');
    if (middle == std::string_view::npos) return 0;
    const auto selector = text.substr(0, middle);
    const auto page = text.substr(middle + 1);
    switch (data[0] % 8) {
        case 0: look_up(*read_html(page), Language::css, selector); break;
        case 1: look_up(*read_html(page), Language::xpath, selector); break;
        case 2: look_up(*read_xml(page, {{"a", "urn:a"}}), Language::xpath, selector); break;
        case 3: look_up(*read_xml(page, {}), Language::property, selector); break;
        case 4: look_up(*read_json(page), Language::pointer, selector); break;
        case 5: look_up(*read_structured(page, {"Event"}), Language::property, selector); break;
        case 6: look_up(*read_calendar(page, {}), Language::property, selector); break;
        default: match(selector, page); break;
    }
    return 0;
}
