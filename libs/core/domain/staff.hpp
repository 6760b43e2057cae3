#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core::domain {

/// What a member of staff may do; each role includes those before it.
enum class StaffRole { viewer, editor, publisher, administrator };

std::string_view to_string(StaffRole role);
std::optional<StaffRole> parse_staff_role(std::string_view text);

/// The form user names are kept and compared in: ASCII letters in lower case. `invalid_input`, code
/// `invalid-username`, for anything but 2–64 of letters, digits and `. _ - @`, beginning with a letter or
/// digit.
Result<std::string> fold_username(std::string_view text);

/// A name as shown: 1–100 characters of UTF-8 without controls, trimmed. `invalid_input`, code
/// `invalid-display-name`.
Result<std::string> check_display_name(std::string_view text);

struct StaffAccount {
    std::int64_t id = 0;
    std::string username;  ///< folded
    std::string display_name;
    StaffRole role = StaffRole::viewer;
    std::string password_hash;
    Instant password_changed_at;
    bool must_change_password = false;
    std::optional<Instant> password_expires_at;  ///< of a temporary password
    std::optional<std::string> totp_secret;      ///< sealed; see core/auth/secret_box.hpp
    bool second_factor = false;                  ///< the secret was confirmed and is asked for at login
    std::optional<Instant> disabled_at;
    Instant created_at;
    std::int64_t version = 1;  ///< grows with every change of what the API shows
};

/// One login on one device. The token itself is known to the browser alone.
struct StaffSession {
    std::int64_t id = 0;
    std::int64_t account_id = 0;
    Instant created_at;
    Instant last_seen_at;
    std::string client;      ///< the address of the login
    std::string user_agent;  ///< cut to 200 bytes
    bool second_factor_pending = false;
};

/// How many failures an identity may have before attempts are spaced out.
struct ThrottleRule {
    int free_attempts = 5;
    std::chrono::seconds first_delay{2};  ///< after that; doubles with every further failure
    std::chrono::seconds longest_delay{15 * 60};
    std::chrono::seconds forgotten_after{24 * 60 * 60};  ///< without any attempt
};

/// Attempts charged to one key: an account from places unknown to it, an account from one known place, …
struct AttemptCounter {
    std::int32_t attempts = 0;  ///< not known to have succeeded
    Instant last_at;
    std::optional<Instant> blocked_until;
};

/// How long the next attempt has to wait; zero when it may be made now. A counter from the future, as a clock
/// that was set back leaves it, blocks nobody.
std::chrono::seconds wait_of(const AttemptCounter& counter, Instant now);

/// The counter after one more attempt. Charged before it is known whether the attempt succeeds, so that
/// parallel guesses count too; only attempts that need not wait are charged, so whoever goes on trying does
/// not prolong the wait.
AttemptCounter charged(const AttemptCounter& counter, const ThrottleRule& rule, Instant now);

/// The same for a plain limit: at most `limit` attempts in a window. `last_at` is where the window began.
AttemptCounter charged_in_window(
    const AttemptCounter& counter, int limit, std::chrono::seconds window, Instant now
);

}  // namespace core::domain
