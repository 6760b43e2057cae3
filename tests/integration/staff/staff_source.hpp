#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/postgres/pool.hpp"
#include "support/test_database.hpp"

namespace tests {

/// The CMS's database as far as staff and the audit log go; the other parts throw.
class StaffSource final : public core::data::CmsDataSource {
public:
    explicit StaffSource(core::postgres::Pool& pool) : pool_(pool) {}

    core::Task<std::unique_ptr<core::data::CmsReadSession>> read() override;
    core::Task<std::unique_ptr<core::data::CmsUnitOfWork>> begin() override;

private:
    core::postgres::Pool& pool_;
};

/// Makes the schemas `staff` and `audit`.
void migrate_staff(TestDatabase& database);

/// A database with those schemas and a source on it.
struct StaffStore {
    StaffStore() { migrate_staff(database); }

    template <class T>
    T run(core::Task<T> task) {
        return database.run(std::move(task));
    }

    TestDatabase database;
    core::postgres::Pool pool{database.io().get_executor(), {database.config(), 8, std::chrono::seconds(10)}};
    StaffSource source{pool};
};

}  // namespace tests
