#include "core/postgres/connection.hpp"

#include "support/test_database.hpp"

using namespace core::postgres;
using tests::TestDatabase;

namespace {

constexpr Query kAdd{"test.add", "select $1::int + $2::int"};
constexpr Query kCountPrepared{"", "select count(*) from pg_prepared_statements where name = $1"};

std::unique_ptr<Connection> connect(TestDatabase& database, ConnectionConfig config) {
    return database.run(Connection::open(std::move(config)));
}

SqlError sql_error(TestDatabase& database, core::Task<ResultSet> task) {
    try {
        database.run(std::move(task));
    } catch (const SqlError& error) {
        return error;
    }
    throw std::logic_error("no SqlError");
}

}  // namespace

TEST_CASE("a statement is prepared once, on first use, and used again") {
    TestDatabase database;
    const auto connection = connect(database, database.config());
    for (int i = 0; i < 3; ++i) {
        const auto rows = database.run(connection->execute(kAdd, Params(i, 2)));
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].get<int>(0) == i + 2);
    }
    const auto prepared = database.run(connection->execute(kCountPrepared, Params("test.add")));
    CHECK(prepared[0].get<int>(0) == 1);
    CHECK_FALSE(connection->broken());
    CHECK_FALSE(connection->in_transaction());
    CHECK(connection->server_version() >= 150'000);
}

TEST_CASE("a statement that failed to prepare is prepared anew when it can be") {
    TestDatabase database;
    const auto connection = connect(database, database.config());
    constexpr Query kLate{"test.late", "select count(*) from late"};
    CHECK(sql_error(database, connection->execute(kLate)).sqlstate() == "42P01");
    database.sql("create table late (x int)");
    CHECK(database.run(connection->execute(kLate))[0].get<int>(0) == 0);
}

TEST_CASE("two statements of one name are a mistake that is told, not run") {
    TestDatabase database;
    const auto connection = connect(database, database.config());
    database.run(connection->execute({"test.same", "select 1"}));
    CHECK_THROWS_AS(database.run(connection->execute({"test.same", "select 2"})), std::logic_error);
    CHECK(database.run(connection->execute({"test.same", "select 1"})).size() == 1);
}

TEST_CASE("an error carries SQLSTATE, constraint and statement, and never a value") {
    TestDatabase database;
    database.sql("create table person (email text constraint person_email_key unique)");
    const auto connection = connect(database, database.config());
    constexpr Query kInsert{"test.insert", "insert into person values ($1)"};
    CHECK(database.run(connection->execute(kInsert, Params("a@secret.example"))).affected() == 1);
    const auto error = sql_error(database, connection->execute(kInsert, Params("a@secret.example")));
    CHECK(error.sqlstate() == "23505");
    CHECK(error.constraint() == "person_email_key");
    CHECK(error.query() == "test.insert");
    CHECK_THAT(error.what(), !Catch::Contains("secret"));
    CHECK_FALSE(connection->broken());
    CHECK(database.run(connection->execute(kInsert, Params("b"))).affected() == 1);
}

TEST_CASE("a value with a zero byte is refused, not cut short") {
    TestDatabase database;
    const auto connection = connect(database, database.config());
    const std::string text("a\0b", 3);
    const auto error =
        sql_error(database, connection->execute({"test.text", "select $1::text"}, Params(text)));
    CHECK(error.sqlstate() == "22021");
    CHECK_FALSE(connection->broken());
}

TEST_CASE("the session has the limits of its configuration, in UTC") {
    TestDatabase database;
    auto config = database.config();
    config.lock_timeout = std::chrono::milliseconds(123);
    config.idle_in_transaction_timeout = std::chrono::milliseconds(4567);
    const auto connection = connect(database, config);
    const auto [setting, value] = GENERATE(table<std::string, std::string>({
        {"statement_timeout", "2s"},
        {"lock_timeout", "123ms"},
        {"idle_in_transaction_session_timeout", "4567ms"},
        {"TimeZone", "UTC"},
        {"application_name", "test"},
        {"default_transaction_read_only", "off"},
    }));
    const auto rows = database.run(connection->execute({"", "select current_setting($1)"}, Params(setting)));
    CHECK(rows[0].get<std::string>(0) == value);
}

TEST_CASE("a read-only session refuses to write and stays of use") {
    TestDatabase database;
    database.sql("create table t (x int)");
    auto config = database.config();
    config.read_only = true;
    const auto connection = connect(database, config);
    CHECK(sql_error(database, connection->execute({"", "insert into t values (1)"})).sqlstate() == "25006");
    CHECK_FALSE(connection->broken());
    CHECK(database.run(connection->execute({"", "select * from t"})).empty());
}

TEST_CASE("a read-write session that meets a read-only server is not used again") {
    TestDatabase database;
    database.sql(
        "create table t (x int); alter database " + database.name() +
        " set default_transaction_read_only = on"
    );
    const auto connection = connect(database, database.config());
    CHECK(sql_error(database, connection->execute({"", "insert into t values (1)"})).sqlstate() == "25006");
    CHECK(connection->broken());
    CHECK_FALSE(connection->server_gone());
    CHECK_THROWS_AS(database.run(connection->execute({"", "select 1"})), ConnectionError);
}

TEST_CASE("a script runs many statements, past the statement timeout, and names itself in its error") {
    TestDatabase database;
    auto config = database.config();
    config.statement_timeout = std::chrono::milliseconds(50);
    const auto connection = connect(database, config);
    database.run(
        connection->script("create table t (x int); select pg_sleep(0.2); insert into t values (1), (2)")
    );
    CHECK(database.value("select count(*) from t") == "2");
    try {
        database.run(connection->script("insert into t values (3); select nothing", "migration 7"));
        FAIL("no error");
    } catch (const SqlError& error) {
        CHECK(error.query() == "migration 7");
        CHECK(error.sqlstate() == "42703");
    }
    CHECK(database.value("select count(*) from t") == "2");
    const auto limit = database.run(connection->execute({"", "show statement_timeout"}));
    CHECK(limit[0].get<std::string>(0) == "50ms");
}

TEST_CASE("a transaction under way shows") {
    TestDatabase database;
    const auto connection = connect(database, database.config());
    database.run(connection->execute({"", "begin"}));
    CHECK(connection->in_transaction());
    CHECK_THROWS_AS(database.run(connection->execute({"", "select 1/0"})), SqlError);
    CHECK(connection->in_transaction());
    database.run(connection->execute({"", "rollback"}));
    CHECK_FALSE(connection->in_transaction());
}

TEST_CASE("a host name is looked up without libpq, and a list of hosts is tried in order") {
    TestDatabase database;
    auto config = database.config();
    // The port of the first host is closed; a unix socket follows it.
    const auto socket = database.value("select current_setting('unix_socket_directories')");
    config.conninfo =
        fmt::format("host=localhost,{} port=1,5432 user=postgres dbname={}", socket, database.name());
    const auto connection = connect(database, config);
    CHECK(database.run(connection->execute({"", "select 1"})).size() == 1);
}

TEST_CASE("what cannot be reached says why, without the password") {
    TestDatabase database;
    const auto [conninfo, why] = GENERATE(table<std::string, std::string>({
        {"host=localhost port=1 password=hunter2 user=x", "refused"},
        {"host=no-such-host.invalid password=hunter2", "no-such-host.invalid"},
        {"host=/nonexistent password=hunter2", "No such file"},
    }));
    ConnectionConfig config;
    config.conninfo = conninfo;
    try {
        connect(database, config);
        FAIL("connected");
    } catch (const ConnectionError& error) {
        CHECK_THAT(error.what(), Catch::Contains(why));
        CHECK_THAT(error.what(), !Catch::Contains("hunter2"));
        CHECK_THAT(error.what(), !Catch::Contains("\n"));
    }
}
