#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <bitset>
#include <optional>
#include <string_view>

namespace core::jobs {

/// A cron expression of five fields: minute, hour, day of month, month, day of week (POSIX crontab, with the
/// usual steps, names and `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`). When both days are given,
/// either will do. 7 is Sunday too.
///
/// Times are those of the wall clock. Where the clock is put forward, a skipped time is due at the moment of
/// the change; where it is put back, a time that comes twice is due the first time only. An expression whose
/// hour begins with `*` runs on through both: it is due whenever the clock shows a time it names.
class CronExpression {
public:
    /// `invalid_input`, code `invalid-cron`, for anything else, and for days that never come (31 February).
    static Result<CronExpression> parse(std::string_view text);

    /// The first time due after an instant, in an IANA time zone; none when the zone is unknown.
    [[nodiscard]] std::optional<Instant> next(Instant after, std::string_view time_zone) const;

private:
    CronExpression() = default;
    [[nodiscard]] bool matches(std::chrono::sys_days day) const;
    [[nodiscard]] bool ever_matches() const;

    std::bitset<60> minutes_;
    std::bitset<24> hours_;
    std::bitset<32> days_;
    std::bitset<13> months_;
    std::bitset<7> weekdays_;
    bool any_hour_ = false;
    bool any_day_ = false;
    bool any_weekday_ = false;
};

}  // namespace core::jobs
