#pragma once

#include <date/date.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace scraper::normalise {

using LocalTime = date::local_seconds;  ///< a wall clock's time

/// What one text says.
struct DateReading {
    LocalTime local;
    std::optional<std::chrono::seconds> offset;  ///< none: wall clock of the zone
    std::optional<LocalTime> last;               ///< last day, when a month or a quarter is named
    bool has_time = false;
};

/// A format and what it names.
struct DateFormat {
    std::string text;
    bool year = false;
    bool month = false;
    bool day = false;
    bool time = false;
    bool offset = false;
};

/// Reads what a format names and lacks.
DateFormat compile_format(std::string_view text);

/// Whether a directive has a width, as `%4Y`.
bool has_width(std::string_view format);

/// The whole text by a format that says everything.
std::optional<DateReading> parse_date(const std::string& text, const DateFormat& format);

/// The format with what it lacks taken from `known`.
std::optional<DateReading> parse_completed(
    const std::string& text, DateFormat format, std::chrono::year_month_day known
);

/// ISO 8601 as far as it is met: `2025-09-29`, `20250929`, `2025-09-29T14:00[:00[.000]][Z|+02:00]`.
std::optional<DateReading> parse_iso(std::string_view text);

/// Unix seconds of the years 1973 to 5138.
std::optional<DateReading> parse_epoch(std::string_view text);

/// Digits at a place, all of them.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length);

/// The year that puts this day of the year nearest to what a site announces.
int likely_year(unsigned month, unsigned day, std::chrono::year_month_day reference);

LocalTime local_day(std::chrono::year_month_day day);
std::chrono::year_month_day day_of(LocalTime local);

}  // namespace scraper::normalise
