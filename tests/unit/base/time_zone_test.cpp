#include "core/base/time_zone.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

namespace {

core::TimeZone zone(std::string_view name) {
    return core::TimeZone::find(name).value();
}

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

core::Day day(std::string_view text) {
    return core::parse_day(text).value();
}

}  // namespace

TEST_CASE("a time zone is found by its IANA name alone", "[time-zone]") {
    CHECK(zone("Asia/Singapore").name() == "Asia/Singapore");
    const std::string name =
        GENERATE("", "Singapore City", "Asia/Atlantis", "asia/singapore", "../../etc/passwd", "/");
    CAPTURE(name);
    const auto found = core::TimeZone::find(name);
    REQUIRE(found.has_error());
    CHECK(found.error().code == "unknown-time-zone");
}

TEST_CASE("times are shown with the offset of their moment", "[time-zone]") {
    const auto [name, utc, shown] = GENERATE(table<std::string, std::string, std::string>({
        {"Asia/Singapore", "2027-03-04T16:00:00Z", "2027-03-05T00:00:00+08:00"},
        {"Asia/Singapore", "2027-03-04T16:00:00.25Z", "2027-03-05T00:00:00.250000+08:00"},
        {"Asia/Singapore", "1981-12-31T15:59:59Z", "1981-12-31T23:29:59+07:30"},
        {"Asia/Singapore", "2150-01-01T00:00:00Z", "2150-01-01T08:00:00+08:00"},
        {"Asia/Singapore", "2500-01-01T00:00:00Z", "2500-01-01T08:00:00+08:00"},
        {"Asia/Singapore", "1890-01-01T00:00:00Z", "1890-01-01T06:55:00+06:55"},
        {"Etc/UTC", "2027-03-04T16:00:00Z", "2027-03-04T16:00:00+00:00"},
        {"America/New_York", "2027-01-15T12:00:00Z", "2027-01-15T07:00:00-05:00"},
        {"America/New_York", "2027-03-14T06:59:59Z", "2027-03-14T01:59:59-05:00"},
        {"America/New_York", "2027-03-14T07:00:00Z", "2027-03-14T03:00:00-04:00"},
        {"America/New_York", "2027-11-07T05:59:59Z", "2027-11-07T01:59:59-04:00"},
        {"America/New_York", "2027-11-07T06:00:00Z", "2027-11-07T01:00:00-05:00"},
        {"America/St_Johns", "2027-01-15T12:00:00Z", "2027-01-15T08:30:00-03:30"},
        {"Asia/Kathmandu", "2027-01-15T12:00:00Z", "2027-01-15T17:45:00+05:45"},
    }));
    CAPTURE(name, utc);
    CHECK(zone(name).format(at(utc)) == shown);
    CHECK(core::parse_instant(shown).value() == at(utc));
}

TEST_CASE("an instant falls on the day of its zone", "[time-zone]") {
    const auto singapore = zone("Asia/Singapore");
    CHECK(singapore.day_of(at("2027-03-04T15:59:59.999999Z")) == day("2027-03-04"));
    CHECK(singapore.day_of(at("2027-03-04T16:00:00Z")) == day("2027-03-05"));
    CHECK(zone("America/New_York").day_of(at("2027-03-05T03:00:00Z")) == day("2027-03-04"));
}

TEST_CASE("a day begins at its first existing instant", "[time-zone]") {
    const auto [name, text, begin] = GENERATE(table<std::string, std::string, std::string>({
        {"Asia/Singapore", "2027-03-05", "2027-03-04T16:00:00Z"},
        {"America/New_York", "2027-03-14", "2027-03-14T05:00:00Z"},
        {"America/New_York", "2027-03-15", "2027-03-15T04:00:00Z"},
        // Midnight was skipped, at 00:00 clocks showed 01:00.
        {"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
        // Midnight came twice, since clocks went back from 01:00 to 00:00.
        {"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},
    }));
    CAPTURE(name, text);
    const auto found = zone(name);
    CHECK(found.start_of(day(text)) == at(begin));
    CHECK(found.day_of(found.start_of(day(text))) == day(text));
    CHECK(found.day_of(found.start_of(day(text)) - std::chrono::microseconds{1}) < day(text));
}

TEST_CASE("one time zone serves many threads", "[time-zone]") {
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            const auto found = zone("Europe/Berlin");
            for (int i = 0; i < 2000; ++i) {
                const core::Instant instant = at("2027-01-01T00:00:00Z") + std::chrono::hours{i * 7};
                if (core::parse_instant(found.format(instant)).value() != instant) ++wrong;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
}
