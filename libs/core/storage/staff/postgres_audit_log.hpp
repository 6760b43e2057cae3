#pragma once

#include "core/data/audit.hpp"
#include "core/postgres/connection.hpp"

namespace core::storage {

/// The audit log in PostgreSQL (schema `audit`), within the transaction open on `connection`. Entries are
/// timed by the database's clock.
class PostgresAuditLog final : public data::AuditLog {
public:
    explicit PostgresAuditLog(postgres::Connection& connection) : connection_(connection) {}

    Task<void> append(data::AuditEntry entry) override;
    Task<std::vector<data::RecordedAudit>> list(
        data::AuditFilter filter, std::optional<data::AuditPlace> place, std::int64_t limit
    ) override;
    Task<std::int64_t> count(data::AuditFilter filter) override;

private:
    postgres::Connection& connection_;
};

}  // namespace core::storage
