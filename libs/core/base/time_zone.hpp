#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace core {

using Day = std::chrono::sys_days;  ///< a calendar day; which zone it belongs to is said by its user

/// An IANA time zone, by the system's tzdata. Cheap to copy; immutable; safe to share between threads.
class TimeZone {
public:
    /// `invalid_input` with code `unknown-time-zone` when tzdata does not know the name.
    static Result<TimeZone> find(std::string_view name);

    [[nodiscard]] const std::string& name() const;

    /// The calendar day on which an instant falls in this zone.
    [[nodiscard]] Day day_of(Instant instant) const;

    /// The instant at which a day begins in this zone (the earlier one where a clock change repeats it,
    /// the first existing one where a change skips midnight).
    [[nodiscard]] Instant start_of(Day day) const;

    /// RFC 3339 with the zone's offset, seconds precision unless the instant has a fraction:
    /// `2027-03-05T00:00:00+08:00`.
    [[nodiscard]] std::string format(Instant instant) const;

private:
    struct Zone;

    explicit TimeZone(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}

    std::shared_ptr<const Zone> zone_;
};

/// Parses RFC 3339 `date-time` (offset required); digits past the microsecond are cut off. `malformed`
/// otherwise, and for a leap second, which Unix time cannot express.
Result<Instant> parse_instant(std::string_view text);

/// Parses `YYYY-MM-DD` strictly; refuses days that do not exist. `malformed` otherwise.
Result<Day> parse_day(std::string_view text);

std::string format_day(Day day);

/// `2026-11-21T11:41:39.123456Z`, for logs and dumps.
std::string format_utc(Instant instant);

}  // namespace core
