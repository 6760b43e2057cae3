#include "core/jobs/cron.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

namespace core::jobs {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr days kHorizon{366 * 9};  // past the eight years that 29 February may be away

constexpr std::array<std::string_view, 12> kMonths{
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
};
constexpr std::array<std::string_view, 7> kWeekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Macro {
    std::string_view name;
    std::string_view fields;
};

constexpr std::array<Macro, 6> kMacros{{
    {"@hourly", "0 * * * *"},
    {"@daily", "0 0 * * *"},
    {"@midnight", "0 0 * * *"},
    {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"},
    {"@yearly", "0 0 1 1 *"},
}};

/// What one field may hold; `names` stand for numbers from `least` on.
struct Field {
    std::string_view name;
    unsigned least;
    unsigned most;
    std::span<const std::string_view> names;
};

constexpr Field kMinute{"minute", 0, 59, {}};
constexpr Field kHour{"hour", 0, 23, {}};
constexpr Field kDay{"day of month", 1, 31, {}};
constexpr Field kMonth{"month", 1, 12, kMonths};
constexpr Field kWeekday{"day of week", 0, 7, kWeekdays};

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<unsigned> read_number(std::string_view text, const Field& field) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    });
    const auto named = std::find(field.names.begin(), field.names.end(), lower);
    if (named != field.names.end()) return field.least + static_cast<unsigned>(named - field.names.begin());
    unsigned number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || text.size() > 2 || fault != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

/// One element of a field's list: `*`, `5`, `1-5`, each with `/step`; `5/10` means from 5 on.
template <std::size_t N>
bool read_element(std::string_view text, const Field& field, std::bitset<N>& out) {
    const auto slash = text.find('/');
    const auto range = text.substr(0, slash);
    unsigned step = 1;
    if (slash != std::string_view::npos) {
        const Field any{"step", 1, 99, {}};
        const auto given = read_number(text.substr(slash + 1), any);
        if (!given || *given == 0) return false;
        step = *given;
    }
    unsigned first = field.least;
    unsigned last = field.most;
    if (range != "*") {
        const auto dash = range.find('-');
        const auto from = read_number(range.substr(0, dash), field);
        if (!from) return false;
        first = *from;
        last = slash == std::string_view::npos ? first : field.most;
        if (dash != std::string_view::npos) {
            const auto to = read_number(range.substr(dash + 1), field);
            if (!to) return false;
            last = *to;
        }
    }
    if (first < field.least || last > field.most || first > last) return false;
    for (unsigned value = first; value <= last; value += step) out.set(value);
    return true;
}

template <std::size_t N>
bool read_field(std::string_view text, const Field& field, std::bitset<N>& out) {
    const auto elements = split(text, ',');
    return std::all_of(elements.begin(), elements.end(), [&](std::string_view element) {
        return read_element(element, field, out);
    });
}

Error invalid(std::string detail) {
    return {ErrorKind::invalid_input, "invalid-cron", std::move(detail)};
}

Error faulty(const Field& field) {
    return invalid(
        "the " + std::string(field.name) + " must be a list of numbers from " + std::to_string(field.least) +
        " to " + std::to_string(field.most) + ", ranges such as 1-5, or *, each with a step such as /2"
    );
}

}  // namespace

Result<CronExpression> CronExpression::parse(std::string_view text) {
    if (text.size() > 200) return invalid("must be at most 200 characters");
    for (const auto& macro : kMacros) {
        if (text == macro.name) text = macro.fields;
    }
    std::vector<std::string_view> fields;
    for (const auto part : split(text, ' ')) {
        if (!part.empty()) fields.push_back(part);
    }
    if (fields.size() != 5) {
        return invalid("must have five fields: minute, hour, day of month, month, day of week");
    }
    CronExpression cron;
    std::bitset<8> weekdays;
    if (!read_field(fields[0], kMinute, cron.minutes_)) return faulty(kMinute);
    if (!read_field(fields[1], kHour, cron.hours_)) return faulty(kHour);
    if (!read_field(fields[2], kDay, cron.days_)) return faulty(kDay);
    if (!read_field(fields[3], kMonth, cron.months_)) return faulty(kMonth);
    if (!read_field(fields[4], kWeekday, weekdays)) return faulty(kWeekday);
    for (std::size_t day = 0; day < 7; ++day) cron.weekdays_[day] = weekdays[day];
    if (weekdays[7]) cron.weekdays_.set(0);
    cron.any_hour_ = fields[1].starts_with('*');
    cron.any_day_ = fields[2].starts_with('*');
    cron.any_weekday_ = fields[4].starts_with('*');
    if (!cron.ever_matches()) return invalid("names a day that never comes");
    return cron;
}

bool CronExpression::matches(sys_days day) const {
    const std::chrono::year_month_day date(day);
    if (!months_[static_cast<unsigned>(date.month())]) return false;
    const bool in_month = days_[static_cast<unsigned>(date.day())];
    const bool in_week = weekdays_[std::chrono::weekday(day).c_encoding()];
    if (any_day_ || any_weekday_) return in_month && in_week;
    return in_month || in_week;
}

bool CronExpression::ever_matches() const {
    const sys_days from{std::chrono::year{2000} / 1 / 1};
    for (auto day = from; day < from + kHorizon; day += days(1)) {
        if (matches(day)) return true;
    }
    return false;
}

std::optional<Instant> CronExpression::next(Instant after, std::string_view time_zone) const {
    const date::time_zone* zone = nullptr;
    try {
        zone = date::locate_zone(std::string(time_zone));
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
    const auto local_now = zone->to_local(after);
    const auto today = std::chrono::floor<days>(local_now.time_since_epoch());

    std::optional<Instant> best;
    const auto consider = [&](std::chrono::sys_seconds due) {
        if (due > after && (!best || due < *best)) best = due;
    };
    // From the day before: a clock put back over midnight shows that day again.
    for (auto offset = days(-1); offset <= kHorizon && !best; offset += days(1)) {
        const auto day = today + offset;
        if (!matches(sys_days(day))) continue;
        for (unsigned minute = 0; minute < 24 * 60; ++minute) {
            if (!hours_[minute / 60] || !minutes_[minute % 60]) continue;
            const date::local_seconds wall{day + minutes(minute)};
            const auto info = zone->get_info(wall);
            switch (info.result) {
                case date::local_info::unique:
                    consider(std::chrono::sys_seconds{wall.time_since_epoch() - info.first.offset});
                    break;
                case date::local_info::ambiguous:
                    consider(std::chrono::sys_seconds{wall.time_since_epoch() - info.first.offset});
                    if (any_hour_) {
                        consider(std::chrono::sys_seconds{wall.time_since_epoch() - info.second.offset});
                    }
                    break;
                default:
                    if (!any_hour_) consider(info.second.begin);
            }
        }
    }
    return best;
}

}  // namespace core::jobs
