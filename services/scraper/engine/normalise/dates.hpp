#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scraper::normalise {

/// When something takes place. Days are midnights of the zone.
struct TimeSpan {
    core::Instant start;
    std::optional<core::Instant> end;
};

/// Reads dates as a site writes them. A format is what `strptime` knows (`%d %b %Y %H:%M`), with `%z` for an
/// offset; names of months may be English, Dutch, German, French or Spanish, names of days are passed over,
/// and so are commas, ordinals (`1st`) and `a.m.`'s dots. Four names stand for more: `iso` (ISO 8601, with or
/// without time and offset), `rfc822`, `epoch` (Unix seconds) and `quarter` (`Q1 2026`, first to last day). A
/// format without a day means the whole month. Without a year, the year is taken that puts the date between
/// three months before and nine months after the reference. Immutable; may be shared by threads.
class DateReader {
public:
    /// `invalid_input` with code `unknown-time-zone` or `bad-date-format`. An empty `separator` stands for
    /// dashes and for "to", "until", "till", "t/m", "tot", "tot en met", "bis".
    static core::Result<DateReader> make(
        std::vector<std::string> formats, const std::string& time_zone, const std::string& separator
    );

    /// One date, or a range; the right part of a range may lack what the left says (`12:30 - 13:45`), and the
    /// other way round (`1 - 3 March 2026`). `invalid_input`, code `bad-date`, when no format fits.
    [[nodiscard]] core::Result<TimeSpan> read(std::string_view text, core::Instant reference) const;

    /// A start and what a site gives as its end (empty: nothing): a time alone is on the start's day.
    [[nodiscard]] core::Result<TimeSpan> read(
        std::string_view start, std::string_view end, core::Instant reference
    ) const;

    /// RFC 3339 in the zone.
    [[nodiscard]] std::string format(core::Instant instant) const;

    /// The day `days` after the day on which `instant` falls, at midnight.
    [[nodiscard]] core::Instant day_after(core::Instant instant, int days) const;

private:
    struct Rules;

    std::shared_ptr<const Rules> rules_;
};

/// The text of a moment in a zone by a `strftime` format, for addresses and forms.
std::string format_local(core::Instant instant, const std::string& time_zone, const std::string& format);

}  // namespace scraper::normalise
