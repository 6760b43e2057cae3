#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <libical/ical.h>
#include <memory>
#include <optional>
#include <string>

namespace scraper::read {

/// A time of an iCalendar property in the zone its TZID names: the system's zone of that name, Windows names
/// included, else the calendar's own VTIMEZONE.
class CalendarTime {
public:
    /// None when the property holds no time that exists.
    static std::optional<CalendarTime> of(icalproperty* property);

    [[nodiscard]] bool is_day() const { return is_day_; }

    /// `2025-09-29`, `2025-09-29T14:00:00` (no zone) or with `Z` or an offset.
    [[nodiscard]] std::string text() const;

    /// UTC; a time without zone counts as if it were in UTC.
    [[nodiscard]] core::Instant instant() const;

    [[nodiscard]] bool before(const CalendarTime& other) const { return local_ < other.local_; }

    [[nodiscard]] CalendarTime plus(std::chrono::seconds length) const;

    /// This time, moved as far as `to` lies from `from`.
    [[nodiscard]] CalendarTime moved(const CalendarTime& from, const CalendarTime& to) const;

    [[nodiscard]] icaltimetype plain() const;

    /// Another time of the same kind in the same zone.
    [[nodiscard]] std::optional<CalendarTime> at(icaltimetype time) const;

private:
    using Local = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

    [[nodiscard]] std::chrono::seconds offset() const;

    Local local_;  ///< wall clock
    bool is_day_ = false;
    bool is_utc_ = false;
    std::string zone_;                  ///< IANA; empty: none, UTC, or `own_zone_`
    icaltimezone* own_zone_ = nullptr;  ///< of the calendar; lives as long as it
};

}  // namespace scraper::read
