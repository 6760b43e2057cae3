#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/data/staff.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace cms {

/// An outcome that may ask to wait: `retry_after` is above zero only then.
struct Refusal {
    core::Error error;
    std::chrono::seconds retry_after{0};

    Refusal() = default;

    Refusal(core::Error e, std::chrono::seconds wait = {}) : error(std::move(e)), retry_after(wait) {}
};

[[noreturn]] inline void throw_exception_from_error(
    const Refusal& refusal, const boost::source_location& where
) {
    core::throw_exception_from_error(refusal.error, where);
}

template <class T>
using Admission = boost::system::result<T, Refusal>;

/// Twenty attempts a minute from one place, whatever they try (reliability.md, passwords and sessions).
inline constexpr int kAttemptsPerPlace = 20;
inline constexpr std::chrono::seconds kPlaceWindow{60};
inline constexpr core::domain::ThrottleRule kAccountRule{};

/// `rate_limited`, code `too-many-attempts`.
Refusal too_many_attempts(std::chrono::seconds wait);

/// The key of attempts on an account. Where the account has logged in before it has a counter of its own, so
/// that nobody elsewhere can keep its owner out.
std::string account_key(const std::string& username, const std::optional<std::string>& known_place);

/// Charges an attempt to a place and a key, or to the key alone; refuses without charging while either has to
/// wait. The caller commits.
core::Task<Admission<void>> charge(
    core::data::StaffRepository& staff, std::optional<std::string> place, std::string key, core::Instant now
);

/// Takes back what was charged for an attempt that could not be looked at.
core::Task<void> refund(core::data::StaffRepository& staff, std::string key);

}  // namespace cms
