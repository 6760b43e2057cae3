#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"
#include "core/data/kept_answers.hpp"
#include "core/domain/staff.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace core::data {

using domain::AttemptCounter;
using domain::StaffAccount;
using domain::StaffSession;

/// What an administrator decides about an account; what is absent stays.
struct AccountChange {
    std::optional<std::string> display_name = {};
    std::optional<domain::StaffRole> role = {};
    std::optional<bool> disabled = {};
};

struct NewPassword {
    std::string hash;
    bool must_change = false;
    std::optional<Instant> expires_at = {};
};

/// The people who may log in.
class StaffAccounts {
public:
    virtual ~StaffAccounts() = default;

    /// Stores an account, giving it its id and version 1. `conflict`, code `username-taken`.
    virtual Task<Result<StaffAccount>> insert(StaffAccount account) = 0;

    virtual Task<std::optional<StaffAccount>> find(std::int64_t id) = 0;
    virtual Task<std::optional<StaffAccount>> find_by_username(std::string folded) = 0;

    /// Up to `limit` accounts with a user name after `after` (or, backwards, before it), in order of it.
    virtual Task<std::vector<StaffAccount>> list(std::string after, bool backwards, std::int64_t limit) = 0;
    virtual Task<std::int64_t> count() = 0;

    /// Locks every administrator who is not disabled to the end of the unit of work; their number. Whoever
    /// takes a right away asks first, so that two cannot remove the last administrator together.
    virtual Task<std::int64_t> lock_administrators() = 0;

    /// Makes first logins take turns, so that only one account is made as the first.
    virtual Task<void> lock_creation() = 0;

    /// `version_mismatch`, code `stale-version`, when the account has another version than `expected`;
    /// `not_found`, code `staff-not-found`.
    virtual Task<Result<StaffAccount>> update(
        std::int64_t id, std::int64_t expected, AccountChange change, Instant now
    ) = 0;

    virtual Task<void> set_password(std::int64_t id, NewPassword password, Instant now) = 0;

    /// Replaces the hash of the same password by one of other cost; unless it was changed meanwhile.
    virtual Task<void> rehash(std::int64_t id, std::string old_hash, std::string new_hash) = 0;

    /// Stores a secret that is not asked for yet, in place of an earlier one.
    virtual Task<void> offer_second_factor(std::int64_t id, std::string sealed_secret) = 0;
    /// Asks for the stored secret from now on. The codes replace all earlier ones.
    virtual Task<void> confirm_second_factor(std::int64_t id, std::vector<std::string> code_hashes) = 0;
    virtual Task<void> remove_second_factor(std::int64_t id) = 0;

    /// False when this or a later time step was used before (RFC 6238 §5.2).
    virtual Task<bool> use_totp_step(std::int64_t id, std::int64_t step) = 0;
    /// False when there is no such code, or it was used before.
    virtual Task<bool> use_recovery_code(std::int64_t id, std::string code_hash, Instant now) = 0;
    virtual Task<std::int64_t> count_recovery_codes(std::int64_t id) = 0;  ///< unused ones
};

/// The logins of the moment. A session is found by the SHA-256 of its token alone.
class StaffSessions {
public:
    virtual ~StaffSessions() = default;

    virtual Task<StaffSession> insert_session(StaffSession session, std::string token_hash) = 0;

    /// The session and its account; whether they may be used is the caller's rule.
    virtual Task<std::optional<std::pair<StaffSession, StaffAccount>>> find_session(std::string token_hash
    ) = 0;

    /// Notes use; never moves backwards.
    virtual Task<void> touch_session(std::int64_t id, Instant now) = 0;

    /// Gives a session another token, and says whether its second factor is still to come. False when it has
    /// ended meanwhile.
    virtual Task<bool> rotate_session(
        std::int64_t id, std::string token_hash, bool second_factor_pending
    ) = 0;

    /// The newest first, at most 100.
    virtual Task<std::vector<StaffSession>> list_sessions(std::int64_t account) = 0;

    /// False when the account has no such session.
    virtual Task<bool> remove_session(std::int64_t account, std::int64_t id) = 0;
    /// All of an account, but for one; how many.
    virtual Task<std::int64_t> remove_sessions(
        std::int64_t account, std::optional<std::int64_t> except = std::nullopt
    ) = 0;
    /// What was last seen or created before these instants; how many.
    virtual Task<std::int64_t> remove_ended_sessions(Instant seen_before, Instant created_before) = 0;
};

/// Attempts to log in, counted per key, and the places accounts have logged in from.
class LoginRecord {
public:
    virtual ~LoginRecord() = default;

    /// The counter of a key, locked to the end of the unit of work; a fresh one when there is none. Take
    /// several in one order everywhere.
    virtual Task<AttemptCounter> lock_counter(std::string key) = 0;
    virtual Task<void> set_counter(std::string key, AttemptCounter counter) = 0;
    virtual Task<void> remove_counter(std::string key) = 0;
    /// At most 1,000 a call; how many.
    virtual Task<std::int64_t> remove_counters(Instant last_before) = 0;

    /// Whether the account has logged in from this place before.
    virtual Task<bool> knows_place(std::int64_t account, std::string place) = 0;
    /// Keeps the 20 places used last.
    virtual Task<void> remember_place(std::int64_t account, std::string place, Instant now) = 0;
};

/// Staff, as part of a unit of work.
class StaffRepository : public StaffAccounts, public StaffSessions, public LoginRecord, public KeptAnswers {};

}  // namespace core::data
