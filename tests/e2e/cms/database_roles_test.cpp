// As whom the services stand in the databases.
#include "cms_server/commands.hpp"
#include "cms_server/thread_sources.hpp"
#include "cms_site.hpp"
#include "core/postgres/errors.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace tests;

namespace {

template <class Source>
concept CanBegin = requires(Source& source) { source.begin(); };
static_assert(CanBegin<std::remove_reference_t<decltype(std::declval<cms::ThreadSources&>().own())>>);
static_assert(!CanBegin<std::remove_reference_t<decltype(std::declval<cms::ThreadSources&>().app())>>);

/// Who is connected to a database, but for the test itself.
std::string roles_in(TestDatabase& database) {
    return database.value(
        "select string_agg(distinct usename, ' ' order by usename) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    );
}

}  // namespace

TEST_CASE("every session of a running service is one of its least role", "[database-roles]") {
    CmsSite site;
    site.staff.await("/api/v1/framework", [](const Answer& answer) { return answer.status == 200; });
    CHECK(site.scraper.put("/internal/v1/scrapes/run-9", "{}").status == 422);
    CHECK(roles_in(site.databases.cms) == "lifted_cms");
    const auto in_app = roles_in(site.databases.app);
    INFO(in_app);
    CHECK(in_app.find("lifted_app ") != std::string::npos);
    CHECK(in_app.find("lifted_app_reader") != std::string::npos);
    CHECK(in_app.find("postgres") == std::string::npos);
    CHECK(in_app.find("owner") == std::string::npos);
}

TEST_CASE(
    "the CMS reads the App's database and cannot write there, however it is configured", "[database-roles]"
) {
    TwoDatabases databases;
    auto settings =
        cms_service_settings(databases.cms.conninfo(), databases.app.conninfo(), "http://127.0.0.1:1");
    settings["CMS_APP_DATABASE"] += " options='-c default_transaction_read_only=off'";
    core::Environment environment("CMS_", {settings.begin(), settings.end()});
    const auto config = cms::read_config(environment).value();
    auto& app = databases.app;
    const auto connection = app.run(core::postgres::Connection::open(config.app.connection));
    const auto shown = app.run(connection->execute({"", "show default_transaction_read_only"}));
    CHECK(shown[0].get<std::string>(0) == "on");
    const auto user = app.run(connection->execute({"", "select current_user::text"}));
    CHECK(user[0].get<std::string>(0) == "lifted_app_reader");
    const std::string write = "update catalogue.course set name = 'X'";
    CHECK(app.refusal(*connection, write) == "25006");  // read_only_sql_transaction
    CHECK(app.refusal(*connection, "set default_transaction_read_only = off").empty());
    CHECK(app.refusal(*connection, write) == "42501");  // insufficient_privilege
    CHECK(app.refusal(*connection, "select count(*) from catalogue.course").empty());

    CHECK(cms::may_migrate(config, "cms").has_value());
    CHECK(cms::may_migrate(config, "app").error().code == "migration-refused");
}
