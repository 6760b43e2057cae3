// The internal instance's role can do what publishing needs, and nothing else.
#include "app_server/use_cases/apply_courses.hpp"
#include "app_server/use_cases/apply_framework.hpp"
#include "app_store.hpp"
#include "core/postgres/errors.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;
using core::data::CourseRemoval;

TEST_CASE("The internal instance's role publishes, and can do nothing else", "[ingest]") {
    make_roles(test_cluster(), LIFTED_APP_ROLES);
    AppStore store;
    auto config = patient_pool(store.database().config());
    config.connection.conninfo += " user=lifted_ingest";
    core::postgres::Pool pool(store.database().io().get_executor(), config);
    core::storage::PostgresReadWriteSource source(pool, config.connection);

    store.run(app::apply_framework(source, sample_framework(), 1)).value();
    auto course = simple_course("a");
    course.provider = "Academy";
    store.run(app::apply_courses(source, {course, simple_course("b"), CourseRemoval{"c", 1}}));
    course.revision = 2;
    course.name = "Renamed";
    const auto applied =
        store.run(app::apply_courses(source, {course, CourseRemoval{"b", 2}, simple_course("c", 2)}));
    for (const auto& outcome : applied.outcomes) CHECK(outcome.applied.has_value());
    CHECK(store.find("a")->course == course);
    CHECK_FALSE(store.find("b"));
    CHECK(store.find("c"));

    const auto connection = store.run(core::postgres::Connection::open(config.connection));
    for (const std::string sql :
         {"truncate catalogue.course_date",
          "drop table catalogue.removed_course",
          "alter table framework.level add column x text",
          "create table catalogue.x ()",
          "create schema x",
          "delete from catalogue.version",
          "delete from catalogue.provider",
          "update catalogue.provider set name = 'X'",
          "select * from public.schema_migration"}) {
        INFO(sql);
        CHECK(store.database().refusal(*connection, sql) == "42501");
    }
    store.database().sql("create schema accounts; create table accounts.secret ()");
    CHECK(store.database().refusal(*connection, "select * from accounts.secret") == "42501");
}
