// Who may write: by type, by session, by role.
#include "app_store.hpp"
#include "core/data/data_source_router.hpp"
#include "core/postgres/errors.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <type_traits>

using namespace tests;
using core::postgres::Connection;
using core::postgres::SqlError;
using core::storage::PostgresReadOnlySource;
using core::storage::PostgresReadWriteSource;

namespace {

template <class Source>
concept CanBegin = requires(Source& source) { source.begin(); };
static_assert(CanBegin<PostgresReadWriteSource>);
static_assert(!CanBegin<PostgresReadOnlySource>);
static_assert(!std::is_base_of_v<core::data::ReadWriteDataSource, PostgresReadOnlySource>);

/// Every statement by which something of the App's could change.
const std::vector<std::string>& writes() {
    static const std::vector<std::string> all{
        "insert into catalogue.provider (name) values ('X')",
        "update catalogue.version set version = version + 1",
        "update catalogue.course set name = 'X'",
        "delete from catalogue.course",
        "delete from framework.level",
        "truncate catalogue.course_date",
        "drop table catalogue.removed_course",
        "alter table framework.level add column x text",
        "create table catalogue.x ()",
        "create schema x",
        "create table public.x ()",
        "select nextval('catalogue.course_id_seq')",
        "copy catalogue.provider from stdin",
    };
    return all;
}

}  // namespace

TEST_CASE("A read-only source reads, and its sessions refuse to write", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a"));
    auto config = patient_pool(store.database().config());
    config.connection.read_only = true;
    core::postgres::Pool pool(store.database().io().get_executor(), config);
    PostgresReadOnlySource source(pool, config.connection);
    const auto session = store.run(source.read());
    CHECK(store.run(session->framework().load()) == sample_framework());
    CHECK(store.run(session->catalogue().find("a"))->course == simple_course("a"));

    const auto connection = store.run(Connection::open(config.connection));
    for (const auto& sql : writes()) {
        INFO(sql);
        CHECK(store.database().refusal(*connection, sql) == "25006");
    }

    core::data::DataSourceRouter router;
    router.read_only<core::data::AppModel>(source);
    CHECK(router.writer<core::data::AppModel>().error().code == "read-only-label");
    CHECK(router.may_migrate("app").error().code == "migration-refused");
}

TEST_CASE("The App's role reads what is published and can change nothing", "[storage]") {
    make_roles(test_cluster(), LIFTED_APP_ROLES);
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a"));
    auto config = patient_pool(store.database().config());
    config.connection.conninfo += " user=lifted_app";
    core::postgres::Pool pool(store.database().io().get_executor(), config);
    PostgresReadOnlySource source(pool, config.connection);
    {
        const auto session = store.run(source.read());
        CHECK(store.run(session->catalogue().version()).version == 2);
        CHECK(store.run(session->framework().load()) == sample_framework());
        CHECK(store.run(session->catalogue().find("a"))->course == simple_course("a"));
        CHECK(store.run(session->catalogue().list_removed(0)).empty());
        CHECK(store.run(session->catalogue().list_providers()).empty());
    }
    const auto feed = source.changes();  // it may listen
    store.run(feed->wait(std::chrono::seconds(30)));

    const auto connection = store.run(Connection::open(config.connection));
    for (const auto& sql : writes()) {
        INFO(sql);
        const auto state = store.database().refusal(*connection, sql);
        CHECK((state == "42501" || state == "42000"));  // insufficient_privilege
    }
    CHECK(store.database().refusal(*connection, "select * from public.schema_migration") == "42501");

    // A table of a later migration is readable by default; one outside the published schemas is not.
    store.database().sql(
        "create table catalogue.later (); create schema accounts; create table accounts.secret ()"
    );
    CHECK(store.database().refusal(*connection, "select * from catalogue.later").empty());
    CHECK(store.database().refusal(*connection, "select * from accounts.secret") == "42501");
}
