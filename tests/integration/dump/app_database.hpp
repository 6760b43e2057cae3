#pragma once

#include "app_server/dump/dump_data.hpp"
#include "app_server/dump/load_data.hpp"
#include "core/domain/course.hpp"
#include "core/storage/postgres_data_source.hpp"
#include "support/test_database.hpp"

#include <string>
#include <string_view>

namespace tests {

/// A migrated App database without data, and its dump and load.
class AppDatabase {
public:
    AppDatabase();

    using Loaded = boost::system::result<app::dump::LoadSummary, app::dump::LoadRefusal>;

    std::string dump();
    Loaded load(std::string_view text);

    /// How many rows each table has, and the catalogue version.
    std::string counts();

    TestDatabase& database() { return database_; }

    core::data::ReadWriteDataSource& source() { return source_; }

    /// Drives `task` to its end; gives its value or throws what it threw.
    template <class T>
    T run(core::Task<T> task) {
        return database_.run(std::move(task));
    }

    void run(core::Task<void> task) { tests::run(database_.io(), std::move(task)); }

private:
    TestDatabase database_;
    core::postgres::Pool pool_;
    core::storage::PostgresReadWriteSource source_;
};

/// A course with what every course must have.
core::domain::Course course_of(std::string uid, std::string name, int level, int format);

/// A dump in which every model occurs, with odd characters and values at the edges.
std::string sample_dump();

/// The lines of a text, each with its line feed.
std::vector<std::string> lines_of_text(std::string_view text);

}  // namespace tests
