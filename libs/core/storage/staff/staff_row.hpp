#pragma once

#include "core/domain/staff.hpp"
#include "core/postgres/result_set.hpp"

namespace core::storage {

/// Reads an account whose columns begin at `first`: id, username, display_name, role, password_hash,
/// password_changed_at, must_change_password, password_expires_at, totp_secret, second_factor, disabled_at,
/// created_at, version.
inline domain::StaffAccount read_account(const postgres::Row& row, int first = 0) {
    domain::StaffAccount account;
    int column = first;
    account.id = row.get<std::int64_t>(column++);
    account.username = row.get<std::string>(column++);
    account.display_name = row.get<std::string>(column++);
    account.role = domain::parse_staff_role(row.get<std::string_view>(column++)).value();
    account.password_hash = row.get<std::string>(column++);
    account.password_changed_at = row.get<Instant>(column++);
    account.must_change_password = row.get<bool>(column++);
    account.password_expires_at = row.get<std::optional<Instant>>(column++);
    account.totp_secret = row.get<std::optional<std::string>>(column++);
    account.second_factor = row.get<bool>(column++);
    account.disabled_at = row.get<std::optional<Instant>>(column++);
    account.created_at = row.get<Instant>(column++);
    account.version = row.get<std::int64_t>(column);
    return account;
}

inline constexpr int kAccountColumns = 13;

}  // namespace core::storage
