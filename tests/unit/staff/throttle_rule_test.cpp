#include "core/domain/staff.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace {

using core::domain::AttemptCounter;
using core::domain::charged;
using core::domain::charged_in_window;
using core::domain::ThrottleRule;
using core::domain::wait_of;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Instant kNow = std::chrono::sys_days(std::chrono::year(2030) / 1 / 1);

/// The counter after that many attempts, each made as soon as it may be; and when the last one was.
std::pair<AttemptCounter, core::Instant> after(int attempts) {
    AttemptCounter counter;
    core::Instant now = kNow;
    for (int i = 0; i < attempts; ++i) {
        now += wait_of(counter, now);
        counter = charged(counter, ThrottleRule{}, now);
    }
    return {counter, now};
}

}  // namespace

TEST_CASE("attempts beyond the free ones wait twice as long each time, up to a limit", "[throttle]") {
    const auto [attempts, wait] = GENERATE(table<int, int>({
        {0, 0},
        {1, 0},
        {4, 0},
        {5, 2},
        {6, 4},
        {7, 8},
        {8, 16},
        {13, 512},
        {14, 900},
        {15, 900},
        {100, 900},
    }));
    CAPTURE(attempts);
    const auto [counter, now] = after(attempts);
    CHECK(counter.attempts == attempts);
    CHECK(wait_of(counter, now) == seconds(wait));
    CHECK(wait_of(counter, now + seconds(wait)) == seconds(0));
}

TEST_CASE("a wait is told in whole seconds, rounded up", "[throttle]") {
    const auto [counter, now] = after(5);
    CHECK(wait_of(counter, now + std::chrono::microseconds(1)) == seconds(2));
    CHECK(wait_of(counter, now + std::chrono::milliseconds(1'999)) == seconds(1));
}

TEST_CASE("a counter is forgotten a day after its last attempt", "[throttle]") {
    const auto [counter, now] = after(8);
    CHECK(charged(counter, ThrottleRule{}, now + hours(23)).attempts == 9);
    CHECK(charged(counter, ThrottleRule{}, now + hours(24)).attempts == 1);
}

TEST_CASE("a clock that is set back blocks nobody", "[throttle]") {
    const auto [counter, now] = after(20);
    CHECK(wait_of(counter, now) > seconds(0));
    CHECK(wait_of(counter, now - hours(1)) == seconds(0));
}

TEST_CASE("a huge number of attempts does not overflow", "[throttle]") {
    const AttemptCounter counter{1'000'000, kNow, std::nullopt};
    CHECK(wait_of(charged(counter, ThrottleRule{}, kNow), kNow) == minutes(15));
}

TEST_CASE("a place has so many attempts in a window and no more", "[throttle]") {
    AttemptCounter counter;
    for (int i = 0; i < 20; ++i) {
        CHECK(wait_of(counter, kNow + seconds(i)) == seconds(0));
        counter = charged_in_window(counter, 20, seconds(60), kNow + seconds(i));
    }
    CHECK(wait_of(counter, kNow + seconds(19)) == seconds(41));
    CHECK(wait_of(counter, kNow + seconds(59)) == seconds(1));
    CHECK(wait_of(counter, kNow + seconds(60)) == seconds(0));
    counter = charged_in_window(counter, 20, seconds(60), kNow + seconds(60));
    CHECK(counter.attempts == 1);
    CHECK(wait_of(counter, kNow + seconds(60)) == seconds(0));
}
