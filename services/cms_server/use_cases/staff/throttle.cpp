#include "cms_server/use_cases/staff/throttle.hpp"

#include <algorithm>

namespace cms {

Refusal too_many_attempts(std::chrono::seconds wait) {
    return {
        core::Error{
            core::ErrorKind::rate_limited,
            "too-many-attempts",
            "there were too many attempts; wait before the next one"
        },
        std::max(wait, std::chrono::seconds(1))
    };
}

std::string account_key(const std::string& username, const std::optional<std::string>& known_place) {
    return known_place ? "account:" + username + " from " + *known_place : "account:" + username;
}

// The place's counter is locked first everywhere, and there is one other: no circle of waiting.
core::Task<Admission<void>> charge(
    core::data::StaffRepository& staff, std::optional<std::string> place, std::string key, core::Instant now
) {
    const auto place_key = place ? "place:" + *place : std::string();
    core::domain::AttemptCounter at_place;
    if (place) at_place = co_await staff.lock_counter(place_key);
    const auto on_key = co_await staff.lock_counter(key);
    const auto wait = std::max(wait_of(at_place, now), wait_of(on_key, now));
    if (wait > std::chrono::seconds(0)) co_return too_many_attempts(wait);
    if (place) {
        co_await staff.set_counter(
            place_key, charged_in_window(at_place, kAttemptsPerPlace, kPlaceWindow, now)
        );
    }
    co_await staff.set_counter(key, charged(on_key, kAccountRule, now));
    co_return Admission<void>();
}

core::Task<void> refund(core::data::StaffRepository& staff, std::string key) {
    auto counter = co_await staff.lock_counter(key);
    counter.attempts = std::max(counter.attempts - 1, 0);
    counter.blocked_until = std::nullopt;
    co_await staff.set_counter(key, counter);
}

}  // namespace cms
