// Commands of the schema's owner while somebody else holds what they need.
#include "core/postgres/connection.hpp"
#include "site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace tests;

namespace {

/// A session that has begun a transaction and leaves it open until destroyed.
std::unique_ptr<core::postgres::Connection> hold(TestDatabase& database, const std::string& statements) {
    auto config = database.config();
    config.idle_in_transaction_timeout = std::chrono::minutes(2);
    auto holder = database.run(core::postgres::Connection::open(config));
    database.run(holder->script("begin; " + statements));
    return holder;
}

const Settings kImpatient{{"LIFTED_COMMAND_LOCK_TIMEOUT", "200ms"}, {"LIFTED_LOG_LEVEL", "warning"}};

void check_told_to_try_again(const Finished& refused) {
    INFO(refused.errors);
    CHECK(refused.status == 1);
    CHECK(refused.output.empty());
    CHECK(refused.errors.starts_with("app_server: others are changing the same things; try again: "));
    CHECK(refused.errors.ends_with("canceling statement due to lock timeout (55P03)\n"));
    CHECK(std::count(refused.errors.begin(), refused.errors.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("an import or a load that waits for a writer too long says so in one line", "[process]") {
    AppDatabase database("");
    const std::vector<std::string> import{"import-framework", starter_data(), "--year", "2030"};
    auto writer = hold(database.database(), "update catalogue.version set version = version");
    check_told_to_try_again(run_app_command(database.conninfo(), import, kImpatient));
    check_told_to_try_again(run_app_command(database.conninfo(), {"loaddata"}, kImpatient));
    CHECK(database.database().value("select count(*) from framework.level") == "0");

    writer.reset();
    CHECK(run_app_command(database.conninfo(), import).status == 0);
}

TEST_CASE("a migration that waits for a lock too long changes nothing and says so in one line", "[process]") {
    TestDatabase database;
    auto other = hold(database, "create schema framework");
    check_told_to_try_again(run_app_command(database.conninfo(), {"migrate", "up"}, kImpatient));
    CHECK(database.value("select count(*) from public.schema_migration") == "0");

    other.reset();
    CHECK(run_app_command(database.conninfo(), {"migrate", "up"}).status == 0);
}
