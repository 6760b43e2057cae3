#pragma once

#include "core/storage/postgres_data_source.hpp"
#include "sample_catalogue.hpp"
#include "support/test_database.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tests {

/// An App database of its own, migrated, and the ports on it.
class AppStore {
public:
    explicit AppStore(std::chrono::milliseconds lock_timeout = std::chrono::seconds(20));

    /// Drives `task` to its end; gives its value or throws what it threw.
    template <class T>
    T run(core::Task<T> task) {
        return database_.run(std::move(task));
    }

    /// Begins a unit of work; the caller commits it or lets it go.
    std::unique_ptr<core::data::UnitOfWork> begin() { return run(source_.begin()); }

    /// One unit of work for one change, committed.
    bool replace(core::domain::Framework framework);
    core::data::Applied apply(core::domain::Course course);
    core::data::Applied remove(std::string uid, std::int64_t revision);

    core::domain::Framework framework();
    core::domain::CatalogueVersion version();
    std::optional<core::domain::StoredCourse> find(std::string uid);
    std::vector<core::domain::StoredCourse> changed_since(std::int64_t version);

    TestDatabase& database() { return database_; }

    core::storage::PostgresReadWriteSource& source() { return source_; }

private:
    TestDatabase database_;
    core::postgres::Pool pool_;
    core::storage::PostgresReadWriteSource source_;
};

/// A course on one date that the sample framework has a place for.
core::domain::Course simple_course(std::string uid, std::int64_t revision = 1);

/// Settings of a pool for tests: patient, so that a busy machine fails nothing.
core::postgres::PoolConfig patient_pool(core::postgres::ConnectionConfig connection);

/// The schema of the App.
void migrate(TestDatabase& database);

}  // namespace tests
