// What the roles of the CMS may do in either database.
#include "app_store.hpp"
#include "cms_server/migrations/migration_files.hpp"
#include "core/postgres/conninfo.hpp"
#include "core/postgres/errors.hpp"
#include "core/postgres/migrator.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;
using core::postgres::Connection;
using core::postgres::SqlError;
using core::postgres::with_database;
using core::storage::PostgresReadOnlySource;

namespace {

constexpr std::string_view kOwn = "'staff', 'editorial', 'jobs'";
const std::string kDenied = "42501";  // insufficient_privilege

/// A session of a role in a database.
class Session {
public:
    Session(TestDatabase& database, std::string_view role) : Session(database, role, database.conninfo()) {}

    /// In another database of the cluster.
    Session(TestDatabase& database, std::string_view role, const std::string& conninfo)
        : database_(database) {
        auto config = patient_pool(database.config()).connection;
        config.conninfo = fmt::format("{} user={}", conninfo, role);
        connection_ = database.run(Connection::open(config));
    }

    std::string refusal(const std::string& sql) { return database_.refusal(*connection_, sql); }

private:
    TestDatabase& database_;
    std::unique_ptr<Connection> connection_;
};

/// Every table of some schemas, qualified, by the catalogue of the database itself; or every view.
std::vector<std::string> all_of(
    TestDatabase& database, std::string_view schemas, std::string_view kind = "table"
) {
    const auto joined = database.value(fmt::format(
        "select string_agg(format('%I.%I', schemaname, {0}name), ',') from pg_{0}s where schemaname in ({1})",
        kind,
        schemas
    ));
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < joined.size();) {
        const auto end = std::min(joined.find(',', begin), joined.size());
        names.push_back(joined.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

void migrate_cms(TestDatabase& database) {
    auto migrations = core::postgres::read_migrations(cms::migration_files()).value();
    core::postgres::Migrator migrator(database.config(), std::move(migrations));
    database.run(migrator.up()).value();
}

}  // namespace

TEST_CASE("The CMS's role in the App's database reads what is published and nothing else", "[storage]") {
    make_roles(test_cluster(), LIFTED_APP_ROLES);
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a"));
    auto& database = store.database();
    database.sql(
        "create schema accounts; create table accounts.account (email text);"
        "insert into accounts.account values ('person@example.org')"
    );

    auto config = patient_pool(database.config());
    config.connection.conninfo += " user=lifted_app_reader";
    core::postgres::Pool pool(database.io().get_executor(), config);
    PostgresReadOnlySource source(pool, config.connection);
    {
        const auto session = store.run(source.read());
        CHECK(store.run(session->framework().load()) == sample_framework());
        CHECK(store.run(session->catalogue().find("a"))->course == simple_course("a"));
    }

    Session reader(database, "lifted_app_reader");
    const auto published = all_of(database, "'framework', 'catalogue'");
    REQUIRE(published.size() > 10);
    for (const auto& table : published) {
        INFO(table);
        CHECK(reader.refusal("select * from " + table).empty());
        CHECK(reader.refusal("insert into " + table + " default values") == kDenied);
        CHECK(reader.refusal("delete from " + table) == kDenied);
        CHECK(reader.refusal("truncate " + table) == kDenied);
        CHECK(reader.refusal("drop table " + table) == kDenied);
    }
    for (const std::string statement :
         {"select * from accounts.account",
          "insert into accounts.account values ('x')",
          "select * from public.schema_migration",
          "update catalogue.course set name = 'X'",
          "update catalogue.version set version = version + 1",
          "update framework.level set name = 'X'",
          "select nextval('catalogue.course_id_seq')",
          "alter table framework.level add column x text",
          "create table catalogue.x ()",
          "create table public.x ()",
          "create schema x",
          "copy catalogue.provider from stdin",
          "set role lifted_owner",
          "set role lifted_ingest"}) {
        INFO(statement);
        CHECK(reader.refusal(statement) == kDenied);
    }

    // Nor may it leave anything behind for a session in the database that the roles are made with.
    Session development(database, "lifted_app_reader", with_database(test_cluster(), "lifted_app"));
    CHECK(development.refusal("create temporary table x ()") == kDenied);

    // A schema of a later migration is out of reach until it is granted, and what it holds with it.
    database.sql("create table accounts.session (token text)");
    CHECK(reader.refusal("select * from accounts.session") == kDenied);
}

TEST_CASE("The CMS's role works in its database, adds to the audit log and changes no schema", "[storage]") {
    make_roles(test_cluster(), LIFTED_CMS_ROLES);
    TestDatabase database;
    migrate_cms(database);
    Session cms(database, "lifted_cms");

    const auto own = all_of(database, kOwn);
    REQUIRE(own.size() > 10);
    for (const auto& table : own) {
        INFO(table);
        CHECK(cms.refusal("select * from " + table).empty());
        CHECK(cms.refusal("truncate " + table) == kDenied);
    }
    for (const auto& view : all_of(database, kOwn, "view")) {
        INFO(view);
        CHECK(cms.refusal("select * from " + view).empty());
    }
    CHECK(cms.refusal("insert into editorial.scrape_source (spider) values ('a')").empty());
    CHECK(cms.refusal("update editorial.scrape_source set version = 2").empty());
    CHECK(cms.refusal("delete from editorial.scrape_source").empty());

    CHECK(cms.refusal("insert into audit.entry (actor, action, object_kind, object_id, client, request_id, "
                      "difference)"
                      " values ('a', 'course.edit', 'course', 'c', '', '', '{}')")
              .empty());
    CHECK(database.value("select count(*) from audit.entry") == "1");
    CHECK(cms.refusal("select * from audit.entry").empty());
    for (const std::string statement :
         {"update audit.entry set actor = 'b'",
          "delete from audit.entry",
          "truncate audit.entry",
          "alter table audit.entry disable trigger all",
          "drop trigger entry_append_only on audit.entry",
          "create or replace function audit.refuse_change() returns trigger language sql as 'select null'",
          "drop table audit.entry",
          "create table audit.x ()",
          "create table editorial.x ()",
          "create table public.x ()",
          "create schema x",
          "alter table editorial.course add column x text",
          "alter table staff.account drop constraint if exists x",
          "drop table jobs.job",
          "create index on jobs.job (id)",
          "alter role lifted_cms superuser",
          "set role lifted_cms_owner",
          "insert into public.schema_migration default values"}) {
        INFO(statement);
        CHECK(cms.refusal(statement) == kDenied);
    }
    CHECK(database.value("select actor from audit.entry") == "a");
    // Nor may anybody else by mistake, as long as the trigger stands.
    CHECK_THROWS_WITH(database.sql("delete from audit.entry"), Catch::Contains("append-only"));
}
