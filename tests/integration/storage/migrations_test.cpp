#include "app_server/migrations/migration_files.hpp"
#include "app_store.hpp"
#include "core/postgres/migrator.hpp"

#include <catch2/catch.hpp>

using namespace tests;

TEST_CASE("The App's migrations apply once, and the schema they made verifies", "[storage]") {
    TestDatabase database;
    const auto migrations = core::postgres::read_migrations(app::migration_files()).value();
    core::postgres::Migrator migrator(database.config(), migrations);
    CHECK(database.run(migrator.up()).value().size() == migrations.size());
    CHECK(database.run(migrator.up()).value().empty());
    for (const auto& row : database.run(migrator.status())) {
        INFO(row.name);
        CHECK(row.applied);
        CHECK_FALSE(row.changed);
    }
    CHECK(database.run(migrator.verify()).value().empty());

    database.sql("alter table catalogue.course drop constraint course_url_is_web");
    CHECK_FALSE(database.run(migrator.verify()).value().empty());
}

TEST_CASE("A new database is empty, in version 0", "[storage]") {
    AppStore store;
    CHECK(store.version() == core::domain::CatalogueVersion{0, 0});
    CHECK(store.framework() == core::domain::Framework{});
    CHECK(store.changed_since(0).empty());
    CHECK_FALSE(store.find("a"));
}
