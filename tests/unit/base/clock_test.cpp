#include "core/base/clock.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;

TEST_CASE("a shifted clock begins at its instant and runs on", "[clock]") {
    const core::Instant start{std::chrono::sys_days{std::chrono::year{2031} / 5 / 6}};
    const core::ShiftedClock clock(start);
    const core::Instant first = clock.now();
    CHECK(first >= start);
    CHECK(first < start + 1h);
    while (clock.now() == first) {
    }
    CHECK(clock.now() > first);
}

TEST_CASE("a manual clock stands still until told", "[clock]") {
    core::ManualClock clock(core::Instant{5us});
    CHECK(clock.now() == core::Instant{5us});
    clock.set(core::Instant{7us});
    CHECK(clock.now() == core::Instant{7us});
}

TEST_CASE("the system clock agrees with the operating system", "[clock]") {
    const auto before = std::chrono::system_clock::now();
    const core::Instant now = core::SystemClock().now();
    CHECK(now >= std::chrono::floor<std::chrono::microseconds>(before));
    CHECK(now <= std::chrono::system_clock::now());
}
