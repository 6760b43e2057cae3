#pragma once

#include "core/data/staff.hpp"
#include "core/postgres/connection.hpp"

namespace core::storage {

/// Staff in PostgreSQL (schema `staff`), within the transaction open on `connection`.
class PostgresStaffRepository final : public data::StaffRepository {
public:
    explicit PostgresStaffRepository(postgres::Connection& connection) : connection_(connection) {}

    Task<Result<data::StaffAccount>> insert(data::StaffAccount account) override;
    Task<std::optional<data::StaffAccount>> find(std::int64_t id) override;
    Task<std::optional<data::StaffAccount>> find_by_username(std::string folded) override;
    Task<std::vector<data::StaffAccount>> list(std::string after, bool backwards, std::int64_t limit)
        override;
    Task<std::int64_t> count() override;
    Task<std::int64_t> lock_administrators() override;
    Task<void> lock_creation() override;
    Task<Result<data::StaffAccount>> update(
        std::int64_t id, std::int64_t expected, data::AccountChange change, Instant now
    ) override;
    Task<void> set_password(std::int64_t id, data::NewPassword password, Instant now) override;
    Task<void> rehash(std::int64_t id, std::string old_hash, std::string new_hash) override;
    Task<void> offer_second_factor(std::int64_t id, std::string sealed_secret) override;
    Task<void> confirm_second_factor(std::int64_t id, std::vector<std::string> code_hashes) override;
    Task<void> remove_second_factor(std::int64_t id) override;
    Task<bool> use_totp_step(std::int64_t id, std::int64_t step) override;
    Task<bool> use_recovery_code(std::int64_t id, std::string code_hash, Instant now) override;
    Task<std::int64_t> count_recovery_codes(std::int64_t id) override;

    Task<data::StaffSession> insert_session(data::StaffSession session, std::string token_hash) override;
    Task<std::optional<std::pair<data::StaffSession, data::StaffAccount>>> find_session(std::string token_hash
    ) override;
    Task<void> touch_session(std::int64_t id, Instant now) override;
    Task<bool> rotate_session(std::int64_t id, std::string token_hash, bool second_factor_pending) override;
    Task<std::vector<data::StaffSession>> list_sessions(std::int64_t account) override;
    Task<bool> remove_session(std::int64_t account, std::int64_t id) override;
    Task<std::int64_t> remove_sessions(std::int64_t account, std::optional<std::int64_t> except) override;
    Task<std::int64_t> remove_ended_sessions(Instant seen_before, Instant created_before) override;

    Task<data::AttemptCounter> lock_counter(std::string key) override;
    Task<void> set_counter(std::string key, data::AttemptCounter counter) override;
    Task<void> remove_counter(std::string key) override;
    Task<std::int64_t> remove_counters(Instant last_before) override;
    Task<bool> knows_place(std::int64_t account, std::string place) override;
    Task<void> remember_place(std::int64_t account, std::string place, Instant now) override;

    Task<bool> try_lock_key(data::RequestKey key) override;
    Task<std::optional<data::KeptAnswer>> find_answer(data::RequestKey key, Instant since) override;
    Task<std::int64_t> count_answers(std::int64_t account, Instant since) override;
    Task<void> keep_answer(data::RequestKey key, data::KeptAnswer answer, Instant now) override;
    Task<std::int64_t> remove_answers(Instant since) override;

private:
    postgres::Connection& connection_;
};

}  // namespace core::storage
