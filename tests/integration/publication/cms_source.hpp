#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/postgres/pool.hpp"

#include <functional>

namespace tests {

/// The part of the CMS's database that publishing needs, on PostgreSQL.
class CmsSource final : public core::data::CmsDataSource {
public:
    explicit CmsSource(core::postgres::Pool& pool) : pool_(pool) {}

    core::Task<std::unique_ptr<core::data::CmsReadSession>> read() override;
    core::Task<std::unique_ptr<core::data::CmsUnitOfWork>> begin() override;

    /// Called before each commit, in place of a fault there: what it throws ends the unit of work.
    std::function<void()> before_commit;

private:
    core::postgres::Pool& pool_;
};

}  // namespace tests
