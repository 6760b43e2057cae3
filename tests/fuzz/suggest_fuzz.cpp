// A page of any kind: the document that is suggested for it is accepted and reads it.
#include "scraper/engine/extract/extractor.hpp"
#include "scraper/engine/try/suggest.hpp"
#include "scraper/engine/try/try_page.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array<const char*, 4> kTypes = {
        "", "text/html; charset=utf-8", "application/json", "text/calendar"
    };
    if (size < 1) return 0;
    scraper::Page page;
    page.url = data[0] < 128 ? "https://example.org/a/b?c={d}" : "http://192.0.2.1:8080/";
    page.content_type = kTypes.at(data[0] % kTypes.size());
    page.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    page.kind = "start";
    const auto suggestion = scraper::suggest(page);
    if (!suggestion) return 0;
    const auto spider = scraper::parse_spider(suggestion->document);
    if (!spider) __builtin_trap();
    if (scraper::try_json(*spider, page, {}).empty()) __builtin_trap();
    return 0;
}
