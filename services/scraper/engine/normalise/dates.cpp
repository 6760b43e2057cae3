#include "scraper/engine/normalise/dates.hpp"

#include "core/base/time_zone.hpp"
#include "scraper/engine/normalise/date_format.hpp"
#include "scraper/engine/normalise/date_text.hpp"
#include "scraper/engine/normalise/text.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <sstream>

namespace scraper::normalise {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::year_month_day;

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
}  // namespace

struct DateReader::Rules {
    explicit Rules(core::TimeZone zone_of)
        : named(std::move(zone_of)), zone(date::locate_zone(named.name())) {}

    core::TimeZone named;
    const date::time_zone* zone;
    std::vector<DateFormat> formats;
    std::vector<std::string> separators;

    [[nodiscard]] core::Instant instant(const DateReading& reading) const {
        if (reading.offset) return core::Instant(reading.local.time_since_epoch() - *reading.offset);
        return to_instant(reading.local);
    }

    [[nodiscard]] core::Instant to_instant(LocalTime local) const {
        const auto info = zone->get_info(local);
        return core::Instant(local.time_since_epoch() - info.first.offset);
    }

    [[nodiscard]] LocalTime to_local(core::Instant instant) const {
        const auto time = std::chrono::floor<seconds>(instant);
        return LocalTime(time.time_since_epoch() + zone->get_info(time).offset);
    }

    /// One text by one format; `known` completes a day that is missing altogether.
    [[nodiscard]] std::optional<DateReading> one(
        const std::string& text,
        const DateFormat& format,
        core::Instant reference,
        std::optional<LocalTime> known
    ) const {
        if (format.text == "iso") return parse_iso(text);
        if (format.text == "quarter") return quarter(text, reference);
        if (format.text == "epoch") return parse_epoch(text);
        const auto today = day_of(to_local(reference));
        if (known && !format.day && !format.month && !format.year && format.time) {
            return parse_completed(text, format, day_of(*known));
        }
        if (!format.month) return std::nullopt;
        if (format.year && format.day) return parse_date(text, format);
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

    [[nodiscard]] std::optional<DateReading> quarter(const std::string& text, core::Instant reference) const {
        const auto at = text.find_first_of("Qq");
        const auto number = at == std::string::npos ? std::nullopt : number_at(text, at + 1, 1);
        if (!number || *number < 1 || *number > 4) return std::nullopt;
        std::optional<int> year;
        for (std::size_t i = 0; i + 4 <= text.size() && !year; ++i) year = number_at(text, i, 4);
        const auto month = static_cast<unsigned>(*number) * 3 - 2;
        const int chosen = year ? *year : likely_year(month + 2, 28, day_of(to_local(reference)));
        DateReading out;
        const std::chrono::year y(chosen);
        out.local = local_day(y / std::chrono::month(month) / 1);
        out.last = local_day(
            year_month_day(std::chrono::sys_days(y / std::chrono::month(month + 2) / std::chrono::last))
        );
        return out;
    }

    [[nodiscard]] std::optional<DateReading> any(
        const std::string& text, core::Instant reference, std::optional<LocalTime> known
    ) const {
        for (const auto& format : formats) {
            if (auto read = one(text, format, reference, known)) return read;
        }
        return std::nullopt;
    }

    /// The end of a range whose start is known: a date, or a time on the start's day.
    [[nodiscard]] std::optional<DateReading> end(
        const std::string& text, core::Instant reference, const DateReading& start
    ) const {
        if (auto read = any(text, reference, start.local)) return read;
        if (!start.has_time) return std::nullopt;
        for (const auto* time : {"%H:%M", "%I:%M %p", "%H.%M", "%I %p", "%H:%M:%S"}) {
            if (auto read = parse_completed(text, compile_format(time), day_of(start.local))) return read;
        }
        return std::nullopt;
    }

    /// The start of a range that leaves month, year or both to its end (`1 - 3 March 2026`).
    [[nodiscard]] static std::optional<DateReading> start_before(
        const std::string& text, const DateReading& end
    ) {
        for (const auto* part : {"%d %b", "%b %d", "%d/%m", "%d", "%a %d"}) {
            if (auto read = parse_completed(text, compile_format(part), day_of(end.local))) {
                if (read->local > end.local) continue;
                return read;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] TimeSpan span(const DateReading& start, const std::optional<DateReading>& end) const {
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
        auto compiled = compile_format(format == "rfc822" ? "%d %b %Y %H:%M:%S %z" : format);
        if (has_width(compiled.text)) {  // the date library adds their digits up, however many there are
            return core::Error{
                core::ErrorKind::invalid_input,
                "bad-date-format",
                fmt::format("\"{}\" has a number between % and its letter", format)
            };
        }
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
    // cppcheck-suppress uninitvar  ; it takes another reader of the same file for this one
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
