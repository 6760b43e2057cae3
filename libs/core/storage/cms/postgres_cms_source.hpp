#pragma once

#include "core/data/enclosing_work.hpp"
#include "core/postgres/pool.hpp"

#include <memory>

namespace core::storage {

/// Reads and writes the CMS's own database.
class PostgresCmsSource final : public data::CmsDataSource, public data::CmsEnclosingSource {
public:
    /// The pool must outlive the source and every session of it.
    explicit PostgresCmsSource(postgres::Pool& pool) : pool_(pool) {}

    Task<std::unique_ptr<data::CmsReadSession>> read() override;
    Task<std::unique_ptr<data::CmsUnitOfWork>> begin() override;
    Task<std::unique_ptr<data::CmsEnclosingWork>> enclose() override;

private:
    postgres::Pool& pool_;
};

}  // namespace core::storage
