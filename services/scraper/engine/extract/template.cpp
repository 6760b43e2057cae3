#include "scraper/engine/extract/template.hpp"

#include "core/base/time_zone.hpp"
#include "scraper/engine/extract/links.hpp"
#include "scraper/engine/normalise/dates.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace scraper {

namespace {

/// Braces around anything else belong to the text: JSON in a body.
bool is_name(std::string_view text) {
    const auto name = text.substr(0, text.find(':'));
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return read::is_letter(c) || read::is_digit(c) || c == '_' || c == '-' || c == '+';
    }) && read::is_letter(name.front());
}

/// `today`, `today+30d`, with a format after a colon.
std::optional<std::string> date_text(std::string_view expression, const TemplateValues& values) {
    if (!expression.starts_with("today")) return std::nullopt;
    const auto colon = expression.find(':');
    auto shift = expression.substr(5, colon == std::string_view::npos ? colon : colon - 5);
    const auto format =
        colon == std::string_view::npos ? std::string("%Y-%m-%d") : std::string(expression.substr(colon + 1));
    const auto zone = core::TimeZone::find(values.time_zone);
    if (!zone) return std::nullopt;
    std::chrono::year_month_day day(zone->day_of(values.now));
    if (!shift.empty()) {
        const bool back = shift.front() == '-';
        const char unit = shift.back();
        int amount = 0;
        const auto digits = shift.substr(1, shift.size() - 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
        const bool sound = shift.size() > 2 && (back || shift.front() == '+') && error == std::errc() &&
                           end == digits.data() + digits.size() && amount <= 10'000;
        if (!sound) return std::nullopt;
        if (back) amount = -amount;
        switch (unit) {
            case 'd': day = std::chrono::sys_days(day) + std::chrono::days(amount); break;
            case 'm': day += std::chrono::months(amount); break;
            case 'y': day += std::chrono::years(amount); break;
            default: return std::nullopt;
        }
        if (!day.ok()) day = day.year() / day.month() / std::chrono::last;
    }
    return normalise::format_local(zone->start_of(std::chrono::sys_days(day)), values.time_zone, format);
}

}  // namespace

std::string fill_template(std::string_view text, const TemplateValues& values, Escape escape, bool* missing) {
    std::string out;
    const bool whole = text.starts_with('{') && text.find('}') == text.size() - 1;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = std::min(text.find('{', at), text.size());
        out.append(text.substr(at, open - at));
        if (open == text.size()) break;
        const auto close = text.find('}', open);
        const auto name = close == std::string_view::npos ? "" : text.substr(open + 1, close - open - 1);
        if (!is_name(name)) {
            out.append(text.substr(open, 1));
            at = open + 1;
            continue;
        }
        std::string value;
        if (const auto* known = values.find ? values.find(name) : nullptr) {
            value = *known;
        } else if (const auto date = date_text(name, values)) {
            value = *date;
        } else if (missing != nullptr) {
            *missing = true;
        }
        out += escape == Escape::percent && !whole ? percent_encode(value) : value;
        at = close + 1;
    }
    return out;
}

}  // namespace scraper
