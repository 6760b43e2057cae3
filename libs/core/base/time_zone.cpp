#include "core/base/time_zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace core {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

void append_digits(std::string& out, std::uint64_t number, int width) {
    char digits[20];
    for (int i = width; i-- > 0; number /= 10) digits[i] = static_cast<char>('0' + number % 10);
    out.append(digits, static_cast<std::size_t>(width));
}

void append_day(std::string& out, sys_days day) {
    const std::chrono::year_month_day date{day};
    const int year = static_cast<int>(date.year());
    if (year < 0) out += '-';  // outside RFC 3339, yet never a wrong day
    const auto magnitude = static_cast<std::uint64_t>(year < 0 ? -year : year);
    append_digits(out, magnitude, magnitude > 9999 ? 5 : 4);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.day()), 2);
}

void append_time(std::string& out, Instant instant, bool fraction) {
    const sys_days day = floor<days>(instant);
    append_day(out, day);
    const std::chrono::hh_mm_ss time{instant - day};
    out += 'T';
    append_digits(out, static_cast<std::uint64_t>(time.hours().count()), 2);
    out += ':';
    append_digits(out, static_cast<std::uint64_t>(time.minutes().count()), 2);
    out += ':';
    append_digits(out, static_cast<std::uint64_t>(time.seconds().count()), 2);
    if (fraction) {
        out += '.';
        append_digits(out, static_cast<std::uint64_t>(time.subseconds().count()), 6);
    }
}

/// Reads fixed forms from the front of a text; `ok` turns false at the first mismatch and stays so.
struct Scanner {
    std::string_view rest;
    bool ok = true;

    int digits(std::size_t count) {
        int number = 0;
        for (std::size_t i = 0; ok && i < count; ++i) number = number * 10 + digit();
        return number;
    }

    int digit() {
        if (!at_digit()) {
            ok = false;
            return 0;
        }
        const int number = rest.front() - '0';
        rest.remove_prefix(1);
        return number;
    }

    [[nodiscard]] bool at_digit() const {
        return !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
    }

    bool take(char c) {
        if (!rest.starts_with(c)) return false;
        rest.remove_prefix(1);
        return true;
    }

    void expect(char c) { ok = take(c) && ok; }

    Day day() {
        const int year = digits(4);
        expect('-');
        const int month = digits(2);
        expect('-');
        const int in_month = digits(2);
        const std::chrono::year_month_day date{
            std::chrono::year{year},
            std::chrono::month{static_cast<unsigned>(month)},
            std::chrono::day{static_cast<unsigned>(in_month)}
        };
        ok = ok && date.ok();
        return ok ? sys_days{date} : Day{};
    }

    int number_up_to(int max) {
        const int number = digits(2);
        ok = ok && number <= max;
        return number;
    }

    microseconds fraction() {
        std::int64_t unit = 1'000'000;
        std::int64_t sum = 0;
        int count = 0;
        for (; ok && count < 9 && (count == 0 || at_digit()); ++count) sum += digit() * (unit /= 10);
        return microseconds{sum};
    }

    minutes offset() {
        if (take('Z') || take('z')) return minutes{0};
        const bool west = rest.starts_with('-');
        if (!west)
            expect('+');
        else
            rest.remove_prefix(1);
        const int hour = number_up_to(23);
        expect(':');
        const int minute = number_up_to(59);
        const minutes sum{hour * 60 + minute};
        return west ? -sum : sum;
    }
};

}  // namespace

struct TimeZone::Zone {
    struct Span {
        sys_seconds begin;
        seconds offset;
    };

    const date::time_zone* zone = nullptr;  // lives as long as the process
    std::vector<Span>
        spans;  // offsets from 1970 on, so that formatting needs no lock and no search in tzdata

    static constexpr sys_seconds kFrom = sys_days{std::chrono::year{1970} / 1 / 1};
    static constexpr sys_seconds kUntil = sys_days{std::chrono::year{2200} / 1 / 1};

    explicit Zone(const date::time_zone* z) : zone(z) {
        for (sys_seconds at = kFrom; at < kUntil;) {
            const date::sys_info info = zone->get_info(at);
            spans.push_back({at, info.offset});
            at = info.end;
        }
    }

    [[nodiscard]] seconds offset_at(Instant instant) const {
        const sys_seconds second = floor<seconds>(instant);
        if (second < kFrom || second >= kUntil) return zone->get_info(second).offset;
        const auto after =
            std::upper_bound(spans.begin(), spans.end(), second, [](sys_seconds at, const Span& span) {
                return at < span.begin;
            });
        return std::prev(after)->offset;
    }
};

Result<TimeZone> TimeZone::find(std::string_view name) {
    try {
        return TimeZone(std::make_shared<const Zone>(date::locate_zone(std::string(name))));
    } catch (const std::runtime_error&) {
        return Error{
            ErrorKind::invalid_input, "unknown-time-zone", "is not a time zone of the IANA database"
        };
    }
}

const std::string& TimeZone::name() const {
    return zone_->zone->name();
}

Day TimeZone::day_of(Instant instant) const {
    return floor<days>(instant + zone_->offset_at(instant));
}

Instant TimeZone::start_of(Day day) const {
    const date::local_days local{day.time_since_epoch()};
    return zone_->zone->to_sys(local, date::choose::earliest);
}

std::string TimeZone::format(Instant instant) const {
    // RFC 3339 has no seconds in an offset (local mean times have); cut off, the text still means the same
    // instant.
    const minutes offset = std::chrono::duration_cast<minutes>(zone_->offset_at(instant));
    std::string out;
    out.reserve(32);
    append_time(out, instant + offset, instant != floor<seconds>(instant));
    const auto magnitude = static_cast<std::uint64_t>(std::chrono::abs(offset).count());
    out += offset < minutes{0} ? '-' : '+';
    append_digits(out, magnitude / 60, 2);
    out += ':';
    append_digits(out, magnitude % 60, 2);
    return out;
}

Result<Instant> parse_instant(std::string_view text) {
    Scanner scan{text};
    const Day day = scan.day();
    if (!scan.take('t')) scan.expect('T');
    const int hour = scan.number_up_to(23);
    scan.expect(':');
    const int minute = scan.number_up_to(59);
    scan.expect(':');
    const int second = scan.number_up_to(59);  // a leap second has no place in Unix time
    const microseconds fraction = scan.take('.') ? scan.fraction() : microseconds{0};
    const minutes offset = scan.offset();
    if (!scan.ok || !scan.rest.empty()) {
        return Error{
            ErrorKind::malformed,
            "malformed-time",
            "must be a time with its offset, such as 2027-03-05T09:00:00+08:00"
        };
    }
    return Instant{day} + std::chrono::hours{hour} + minutes{minute} + seconds{second} + fraction - offset;
}

Result<Day> parse_day(std::string_view text) {
    Scanner scan{text};
    const Day day = scan.day();
    if (!scan.ok || !scan.rest.empty()) {
        return Error{ErrorKind::malformed, "malformed-day", "must be an existing day, such as 2027-03-05"};
    }
    return day;
}

std::string format_day(Day day) {
    std::string out;
    append_day(out, day);
    return out;
}

std::string format_utc(Instant instant) {
    std::string out;
    out.reserve(27);
    append_time(out, instant, true);
    out += 'Z';
    return out;
}

}  // namespace core
