#pragma once

#include "core/data/data_source.hpp"
#include "core/postgres/pool.hpp"

#include <memory>

namespace core::storage {

/// Reads the App's database through a pool. The pool's role and `read_only` setting are the second and third
/// guard.
class PostgresReadOnlySource final : public data::ReadOnlyDataSource {
public:
    /// The pool must outlive the source and every session of it.
    explicit PostgresReadOnlySource(postgres::Pool& pool, postgres::ConnectionConfig listen);

    Task<std::unique_ptr<data::ReadSession>> read() override;
    std::unique_ptr<data::ChangeFeed> changes() override;

private:
    postgres::Pool& pool_;
    postgres::ConnectionConfig listen_;
};

/// Reads and writes the App's database.
class PostgresReadWriteSource final : public data::ReadWriteDataSource {
public:
    explicit PostgresReadWriteSource(postgres::Pool& pool, postgres::ConnectionConfig listen);

    Task<std::unique_ptr<data::ReadSession>> read() override { return reads_.read(); }

    std::unique_ptr<data::ChangeFeed> changes() override { return reads_.changes(); }

    Task<std::unique_ptr<data::UnitOfWork>> begin() override;

private:
    postgres::Pool& pool_;
    PostgresReadOnlySource reads_;
};

}  // namespace core::storage
