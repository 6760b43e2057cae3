#include "core/jobs/cron.hpp"

#include "core/base/time_zone.hpp"

#include <string>
#include <vector>

using core::Instant;
using core::jobs::CronExpression;

namespace {

Instant at(const char* text) {
    return core::parse_instant(text).value();
}

/// The next `count` times, in UTC, whole minutes.
std::vector<std::string> times(const char* cron, const char* zone, const char* after, int count) {
    const auto expression = CronExpression::parse(cron).value();
    std::vector<std::string> out;
    auto now = at(after);
    for (int i = 0; i < count; ++i) {
        now = expression.next(now, zone).value();
        out.push_back(core::format_utc(now).substr(0, 16));
    }
    return out;
}

using Times = std::vector<std::string>;

}  // namespace

TEST_CASE("a cron expression names times of the wall clock of its zone") {
    CHECK(
        times("30 2 * * *", "Asia/Singapore", "2026-11-21T00:00:00Z", 2) ==
        Times{"2026-11-21T18:30", "2026-11-22T18:30"}
    );
    CHECK(
        times("*/20 * * * *", "UTC", "2026-11-21T10:20:00Z", 3) ==
        Times{"2026-11-21T10:40", "2026-11-21T11:00", "2026-11-21T11:20"}
    );
    CHECK(
        times("0 9 1 JAN,jul *", "UTC", "2026-11-21T10:20:00Z", 2) ==
        Times{"2027-01-01T09:00", "2027-07-01T09:00"}
    );
    CHECK(
        times("0 0 29 2 *", "UTC", "2026-11-21T10:20:00Z", 2) == Times{"2028-02-29T00:00", "2032-02-29T00:00"}
    );
    CHECK(times("@hourly", "Asia/Kolkata", "2026-11-21T10:20:00Z", 1) == Times{"2026-11-21T10:30"});
}

TEST_CASE("the next time is after the instant, never at it") {
    CHECK(times("0 12 * * *", "UTC", "2026-11-21T12:00:00Z", 1) == Times{"2026-11-22T12:00"});
    CHECK(times("0 12 * * *", "UTC", "2026-11-21T11:59:59.999999Z", 1) == Times{"2026-11-21T12:00"});
}

TEST_CASE("with both days given either will do, with one the other is free") {
    // 2026-11-21 is a Saturday.
    CHECK(
        times("0 0 25 * sun", "UTC", "2026-11-21T00:00:00Z", 3) ==
        Times{"2026-11-22T00:00", "2026-11-25T00:00", "2026-11-29T00:00"}
    );
    CHECK(
        times("0 0 * * 1-5", "UTC", "2026-11-21T00:00:00Z", 2) ==
        Times{"2026-11-23T00:00", "2026-11-24T00:00"}
    );
    CHECK(times("0 0 * * 7", "UTC", "2026-11-21T00:00:00Z", 1) == Times{"2026-11-22T00:00"});
}

TEST_CASE("a fixed time that a clock change skips is due at the change, once") {
    // Berlin: 2027-03-28 01:00Z, the clock goes from 02:00 to 03:00.
    CHECK(
        times("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", 2) ==
        Times{"2027-03-28T01:00", "2027-03-29T00:30"}
    );
    CHECK(
        times("10,50 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", 2) ==
        Times{"2027-03-28T01:00", "2027-03-29T00:10"}
    );
}

TEST_CASE("a fixed time that comes twice is due the first time only") {
    // Berlin: 2026-10-25 01:00Z, the clock goes from 03:00 back to 02:00.
    CHECK(
        times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2) ==
        Times{"2026-10-25T00:30", "2026-10-26T01:30"}
    );
}

TEST_CASE("an expression over every hour runs on through both changes") {
    CHECK(
        times("30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", 3) ==
        Times{"2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"}
    );
    CHECK(
        times("30 * * * *", "Europe/Berlin", "2027-03-28T00:00:00Z", 2) ==
        Times{"2027-03-28T00:30", "2027-03-28T01:30"}
    );
}

TEST_CASE("a clock put back over midnight shows a day twice and is not lost in it") {
    // Havana: 2024-11-03 05:00Z, from 01:00 back to 00:00.
    CHECK(
        times("15 0 * * *", "America/Havana", "2024-11-03T03:00:00Z", 2) ==
        Times{"2024-11-03T04:15", "2024-11-04T05:15"}
    );
    CHECK(
        times("15 * * * *", "America/Havana", "2024-11-03T04:20:00Z", 2) ==
        Times{"2024-11-03T05:15", "2024-11-03T06:15"}
    );
}

TEST_CASE("what is no cron expression is refused with a reason") {
    const auto* text = GENERATE(
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5-1 * * * *",
        "a * * * *",
        "1,,2 * * * *",
        "1- * * * *",
        "-1 * * * *",
        "* * 31 2 *",
        "0 0 30 feb *",
        "@sometimes",
        "1.5 * * * *",
        "+1 * * * *",
        "* * * * mondays"
    );
    const auto parsed = CronExpression::parse(text);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().code == "invalid-cron");
    CHECK_FALSE(parsed.error().detail.empty());
}

TEST_CASE("an unknown time zone gives no time") {
    CHECK_FALSE(CronExpression::parse("@daily")->next(at("2026-11-21T00:00:00Z"), "Mars/Olympus"));
}
