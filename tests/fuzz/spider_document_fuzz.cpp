// Spider documents, selectors, patterns and dates. What is accepted must also run.
#include "core/base/time_zone.hpp"
#include "scraper/engine/extract/extractor.hpp"
#include "scraper/engine/normalise/dates.hpp"
#include "scraper/engine/normalise/values.hpp"
#include "scraper/engine/read/locator.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace scraper;

void read_values(std::string_view text) {
    // Without rfc822, which asks for seconds: normalisers_fuzz says what the date library makes of them.
    static const auto kDates =
        normalise::DateReader::make(
            {"%d %b %Y %H:%M", "%d/%m", "iso", "quarter", "epoch"}, "Asia/Singapore", ""
        )
            .value();
    static const auto kNow = core::parse_instant("2026-11-21T00:00:00Z").value();
    if (const auto span = kDates.read(text, kNow)) (void)kDates.format(span->start);
    (void)normalise::parse_cost(text);
    (void)normalise::parse_cpd(text);
    (void)normalise::parse_duration_days(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
        case 0:
            if (const auto spider = parse_spider(text)) (void)Extractor{*spider}.start({});
            break;
        case 1: (void)read::Locator::make(read::Language::css, text); break;
        case 2: (void)read::Locator::make(read::Language::xpath, text); break;
        default: read_values(text); break;
    }
    return 0;
}
