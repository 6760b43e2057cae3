#pragma once

#include "core/data/framework.hpp"
#include "core/postgres/connection.hpp"
#include "core/storage/catalogue_version.hpp"

namespace core::storage {

class PostgresFrameworkReader final : public data::FrameworkReader {
public:
    explicit PostgresFrameworkReader(postgres::Connection& connection) : connection_(connection) {}

    Task<domain::Framework> load() override;
    Task<std::int64_t> revision() override;

private:
    postgres::Connection& connection_;
};

class PostgresFrameworkRepository final : public data::FrameworkRepository {
public:
    PostgresFrameworkRepository(postgres::Connection& connection, CatalogueVersionCounter& version)
        : connection_(connection), version_(version), reader_(connection) {}

    /// Waits for its turn among the writers first, so that what it gives stays true until the end of the
    /// transaction.
    Task<domain::Framework> load() override;
    Task<std::int64_t> revision() override;
    Task<Result<bool>> replace(domain::Framework framework) override;
    Task<void> set_revision(std::int64_t revision) override;

private:
    postgres::Connection& connection_;
    CatalogueVersionCounter& version_;
    PostgresFrameworkReader reader_;
};

}  // namespace core::storage
