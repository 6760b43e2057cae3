#include "scraper/engine/normalise/dates.hpp"

#include "core/base/time_zone.hpp"
#include "scraper/engine/normalise/date_text.hpp"
#include "scraper/engine/normalise/text.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <sstream>

namespace scraper::normalise {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::year_month_day;
using Local = date::local_seconds;

constexpr std::array<std::string_view, 12> kSeparators = {
    " - ",
    " \xE2\x80\x93 ",
    " \xE2\x80\x94 ",
    "\xE2\x80\x93",
    "\xE2\x80\x94",
    " tot en met ",
    " t/m ",
    " until ",
    " till ",
    " to ",
    " tot ",
    "-"
};

/// What one text says.
struct Reading {
    Local local;
    std::optional<seconds> offset;  ///< none: wall clock of the zone
    std::optional<Local> last;      ///< last day, when a month or a quarter is named
    bool has_day = true;
    bool has_time = false;
};

struct Format {
    std::string text;
    bool year = false;
    bool month = false;
    bool day = false;
    bool time = false;
    bool offset = false;
};

bool names_any(std::string_view format, std::string_view letters) {
    for (std::size_t i = 0; i + 1 < format.size(); ++i) {
        if (format[i] == '%' && letters.find(format[i + 1]) != std::string_view::npos) return true;
    }
    return false;
}

Format compile(std::string_view text) {
    Format format;
    format.text = plain_format(text);
    format.year = names_any(text, "YyFDcGxC");
    format.month = names_any(text, "bBhmFDcx");
    format.day = names_any(text, "deFDcxj");
    format.time = names_any(text, "HIMTRXcr");
    format.offset = names_any(text, "z");
    return format;
}

Local local_day(year_month_day day) {
    return Local(std::chrono::sys_days(day).time_since_epoch());
}

year_month_day day_of(Local local) {
    return year_month_day(std::chrono::sys_days(std::chrono::floor<days>(local.time_since_epoch())));
}

/// `text` by `format`, all of it.
std::optional<Reading> parse(const std::string& text, const Format& format) {
    std::istringstream in(text);
    in.imbue(std::locale::classic());
    Reading out;
    std::chrono::minutes offset{0};
    std::string ignored;
    date::from_stream(in, format.text.c_str(), out.local, &ignored, &offset);
    if (in.fail()) return std::nullopt;
    in >> std::ws;
    if (!in.eof() && in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    const auto year = static_cast<int>(day_of(out.local).year());
    if (year < 1000 || year > 9998) return std::nullopt;
    // The library takes the offset away from what it reads.
    if (format.offset) out.offset = offset;
    if (format.offset) out.local += offset;
    out.has_time = format.time;
    return out;
}

/// The format with what it lacks taken from `known`.
std::optional<Reading> parse_completed(const std::string& text, Format format, year_month_day known) {
    auto completed = text;
    const auto add = [&](std::string_view letters, int value) {
        format.text += fmt::format(" {}", letters);
        completed += fmt::format(" {}", value);
    };
    if (!format.year) add("%Y", static_cast<int>(known.year()));
    if (!format.month) add("%m", static_cast<int>(static_cast<unsigned>(known.month())));
    if (!format.day) add("%d", static_cast<int>(static_cast<unsigned>(known.day())));
    return parse(completed, format);
}

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length) {
    if (at + length > text.size()) return std::nullopt;
    int number = 0;
    for (const char c : text.substr(at, length)) {
        if (!read::is_digit(c)) return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

/// `Z`, `+08:00`, `+0800`, `+08`.
std::optional<seconds> iso_offset(std::string_view text) {
    if (text == "Z" || text == "z") return seconds(0);
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const auto hours = number_at(text, 1, 2);
    auto rest = text.substr(std::min<std::size_t>(3, text.size()));
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const auto minutes = rest.empty()       ? std::optional(0)
                         : rest.size() == 2 ? number_at(rest, 0, 2)
                                            : std::nullopt;
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const seconds size = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return text[0] == '-' ? -size : size;
}

/// ISO 8601 as far as it is met: `2025-09-29`, `20250929`, `2025-09-29T14:00[:00[.000]][Z|+02:00]`.
std::optional<Reading> parse_iso(std::string_view text) {
    const bool dashed = text.size() >= 10 && text[4] == '-' && text[7] == '-';
    const auto year = number_at(text, 0, 4);
    const auto month = number_at(text, dashed ? 5 : 4, 2);
    const auto day = number_at(text, dashed ? 8 : 6, 2);
    if (!year || !month || !day) return std::nullopt;
    const year_month_day ymd(
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))
    );
    if (!ymd.ok()) return std::nullopt;
    Reading out;
    out.local = local_day(ymd);
    auto rest = text.substr(dashed ? 10 : 8);
    if (rest.empty()) return out;
    if (rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ') return std::nullopt;
    rest.remove_prefix(1);
    const auto hour = number_at(rest, 0, 2);
    const bool colon = rest.size() > 2 && rest[2] == ':';
    const auto minute = number_at(rest, colon ? 3 : 2, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    rest.remove_prefix(colon ? 5 : 4);
    std::optional<int> second = 0;
    if (!rest.empty() && (rest[0] == ':' || read::is_digit(rest[0]))) {
        second = number_at(rest, rest[0] == ':' ? 1 : 0, 2);
        if (!second || *second > 60) return std::nullopt;
        rest.remove_prefix(rest[0] == ':' ? 3 : 2);
    }
    if (!rest.empty() && (rest[0] == '.' || rest[0] == ',')) {
        rest.remove_prefix(1);
        while (!rest.empty() && read::is_digit(rest[0])) rest.remove_prefix(1);
    }
    out.local += std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
    out.has_time = true;
    rest = read::trimmed(rest);
    if (rest.empty()) return out;
    out.offset = iso_offset(rest);
    return out.offset ? std::optional(out) : std::nullopt;
}

/// Unix seconds of the years 1973 to 5138.
std::optional<Reading> parse_epoch(std::string_view text) {
    if (text.size() < 9 || text.size() > 11) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
    Reading out;
    out.local = Local(seconds(number));
    out.offset = seconds(0);
    out.has_time = true;
    return out;
}

/// The year that puts this day of the year nearest to what a site announces.
int likely_year(unsigned month, unsigned day, year_month_day reference) {
    const std::chrono::sys_days near(reference);
    for (const int year :
         {static_cast<int>(reference.year()),
          static_cast<int>(reference.year()) + 1,
          static_cast<int>(reference.year()) - 1}) {
        const year_month_day candidate =
            std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
        if (!candidate.ok()) continue;
        const auto distance = std::chrono::sys_days(candidate) - near;
        if (distance >= -days(92) && distance <= days(274)) return year;
    }
    return static_cast<int>(reference.year());
}

}  // namespace

struct DateReader::Rules {
    explicit Rules(core::TimeZone zone_of)
        : named(std::move(zone_of)), zone(date::locate_zone(named.name())) {}

    core::TimeZone named;
    const date::time_zone* zone;
    std::vector<Format> formats;
    std::vector<std::string> separators;

    [[nodiscard]] core::Instant instant(const Reading& reading) const {
        if (reading.offset) return core::Instant(reading.local.time_since_epoch() - *reading.offset);
        return to_instant(reading.local);
    }

    [[nodiscard]] core::Instant to_instant(Local local) const {
        const auto info = zone->get_info(local);
        return core::Instant(local.time_since_epoch() - info.first.offset);
    }

    [[nodiscard]] Local to_local(core::Instant instant) const {
        const auto time = std::chrono::floor<seconds>(instant);
        return Local(time.time_since_epoch() + zone->get_info(time).offset);
    }

    /// One text by one format; `known` completes a day that is missing altogether.
    [[nodiscard]] std::optional<Reading> one(
        const std::string& text, const Format& format, core::Instant reference, std::optional<Local> known
    ) const {
        if (format.text == "iso") return parse_iso(text);
        if (format.text == "quarter") return quarter(text, reference);
        if (format.text == "epoch") return parse_epoch(text);
        const auto today = day_of(to_local(reference));
        if (known && !format.day && !format.month && !format.year && format.time) {
            return parse_completed(text, format, day_of(*known));
        }
        if (!format.month) return std::nullopt;
        if (format.year && format.day) return parse(text, format);
        const year_month_day first(today.year(), std::chrono::month(1), std::chrono::day(1));
        // A leap year, so that 29 February can be read before its year is known.
        const year_month_day any(std::chrono::year(2024), std::chrono::month(1), std::chrono::day(1));
        auto read = parse_completed(text, format, format.year ? first : any);
        if (read && !format.year) {
            const auto day = day_of(read->local);
            const auto year =
                likely_year(static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), today);
            read = parse_completed(text, format, std::chrono::year(year) / 1 / 1);
        }
        if (read && !format.day) {
            const auto day = day_of(read->local);
            read->last =
                local_day(year_month_day(std::chrono::sys_days(day.year() / day.month() / std::chrono::last))
                );
        }
        return read;
    }

    [[nodiscard]] std::optional<Reading> quarter(const std::string& text, core::Instant reference) const {
        const auto at = text.find_first_of("Qq");
        const auto number = at == std::string::npos ? std::nullopt : number_at(text, at + 1, 1);
        if (!number || *number < 1 || *number > 4) return std::nullopt;
        std::optional<int> year;
        for (std::size_t i = 0; i + 4 <= text.size() && !year; ++i) year = number_at(text, i, 4);
        const auto month = static_cast<unsigned>(*number) * 3 - 2;
        const int chosen = year ? *year : likely_year(month + 2, 28, day_of(to_local(reference)));
        Reading out;
        const std::chrono::year y(chosen);
        out.local = local_day(y / std::chrono::month(month) / 1);
        out.last = local_day(
            year_month_day(std::chrono::sys_days(y / std::chrono::month(month + 2) / std::chrono::last))
        );
        return out;
    }

    [[nodiscard]] std::optional<Reading> any(
        const std::string& text, core::Instant reference, std::optional<Local> known
    ) const {
        for (const auto& format : formats) {
            if (auto read = one(text, format, reference, known)) return read;
        }
        return std::nullopt;
    }

    /// The end of a range whose start is known: a date, or a time on the start's day.
    [[nodiscard]] std::optional<Reading> end(
        const std::string& text, core::Instant reference, const Reading& start
    ) const {
        if (auto read = any(text, reference, start.local)) return read;
        if (!start.has_time) return std::nullopt;
        for (const auto* time : {"%H:%M", "%I:%M %p", "%H.%M", "%I %p", "%H:%M:%S"}) {
            if (auto read = parse_completed(text, compile(time), day_of(start.local))) return read;
        }
        return std::nullopt;
    }

    /// The start of a range that leaves month, year or both to its end (`1 - 3 March 2026`).
    [[nodiscard]] static std::optional<Reading> start_before(const std::string& text, const Reading& end) {
        for (const auto* part : {"%d %b", "%b %d", "%d/%m", "%d", "%a %d"}) {
            if (auto read = parse_completed(text, compile(part), day_of(end.local))) {
                if (read->local > end.local) continue;
                return read;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] TimeSpan span(const Reading& start, const std::optional<Reading>& end) const {
        TimeSpan span{instant(start), std::nullopt};
        if (end) span.end = end->last ? to_instant(*end->last) : instant(*end);
        if (!end && start.last) span.end = to_instant(*start.last);
        // Past midnight: 22:00 - 01:00.
        const bool wraps =
            span.end && *span.end < span.start && end && end->has_time && span.start - *span.end < days(1);
        if (wraps) *span.end += days(1);
        if (span.end && *span.end < span.start) span.end.reset();
        return span;
    }

    [[nodiscard]] std::optional<TimeSpan> range(const std::string& text, core::Instant reference) const {
        for (const auto& separator : separators) {
            for (auto at = text.find(separator); at != std::string::npos; at = text.find(separator, at + 1)) {
                const auto left = clean(std::string_view(text).substr(0, at));
                const auto right = clean(std::string_view(text).substr(at + separator.size()));
                if (left.empty() || right.empty()) continue;
                if (const auto start = any(left, reference, std::nullopt)) {
                    if (const auto last = end(right, reference, *start)) return span(*start, last);
                }
                if (const auto last = any(right, reference, std::nullopt)) {
                    if (const auto start = start_before(left, *last)) return span(*start, last);
                }
            }
        }
        return std::nullopt;
    }
};

core::Result<DateReader> DateReader::make(
    std::vector<std::string> formats, const std::string& time_zone, const std::string& separator
) {
    auto zone = core::TimeZone::find(time_zone);
    if (!zone) return zone.error();
    auto rules = std::make_shared<Rules>(std::move(*zone));
    if (formats.empty()) formats = {"iso"};
    for (const auto& format : formats) {
        auto compiled = compile(format == "rfc822" ? "%d %b %Y %H:%M:%S %z" : format);
        const bool named = format == "iso" || format == "quarter" || format == "epoch";
        if (!named && !compiled.month && !compiled.time) {
            return core::Error{
                core::ErrorKind::invalid_input,
                "bad-date-format",
                fmt::format("\"{}\" names no month", format)
            };
        }
        rules->formats.push_back(std::move(compiled));
    }
    if (separator.empty()) {
        rules->separators.assign(kSeparators.begin(), kSeparators.end());
    } else {
        rules->separators = {separator};
    }
    DateReader reader;
    reader.rules_ = std::move(rules);
    return reader;
}

core::Result<TimeSpan> DateReader::read(std::string_view raw, core::Instant reference) const {
    if (raw.size() > 300)
        return core::Error{core::ErrorKind::invalid_input, "bad-date", "the text is too long"};
    const auto text = plain_date(raw);
    if (const auto whole = rules_->any(text, reference, std::nullopt))
        return rules_->span(*whole, std::nullopt);
    if (auto range = rules_->range(text, reference)) return *range;
    return core::Error{
        core::ErrorKind::invalid_input,
        "bad-date",
        fmt::format("no date can be read from \"{}\"", raw.substr(0, 80))
    };
}

core::Result<TimeSpan> DateReader::read(std::string_view start, std::string_view end, core::Instant reference)
    const {
    auto first = read(start, reference);
    if (!first || clean(end).empty() || end.size() > 300) return first;
    const auto begin = rules_->any(plain_date(start), reference, std::nullopt);
    if (!begin) return first;
    const auto last = rules_->end(plain_date(end), reference, *begin);
    if (!last) {
        return core::Error{
            core::ErrorKind::invalid_input,
            "bad-date",
            fmt::format("no date can be read from \"{}\"", end.substr(0, 80))
        };
    }
    return rules_->span(*begin, last);
}

std::string DateReader::format(core::Instant instant) const {
    return rules_->named.format(std::chrono::floor<seconds>(instant));
}

core::Instant DateReader::day_after(core::Instant instant, int count) const {
    return rules_->named.start_of(rules_->named.day_of(instant) + days(count));
}

std::string format_local(core::Instant instant, const std::string& time_zone, const std::string& format) {
    if (!core::TimeZone::find(time_zone)) return {};
    std::ostringstream out;
    out.imbue(std::locale::classic());
    const auto time =
        date::zoned_time<seconds>(date::locate_zone(time_zone), std::chrono::floor<seconds>(instant));
    date::to_stream(out, format.c_str(), time);
    return out.str();
}

}  // namespace scraper::normalise
