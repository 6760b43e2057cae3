#include "core/async/with_deadline.hpp"
#include "core/postgres/connection.hpp"
#include "support/test_database.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <csignal>

using namespace core::postgres;
using namespace std::chrono_literals;
using core::Task;
using std::chrono::steady_clock;
using tests::TestDatabase;
namespace asio = boost::asio;

namespace {

constexpr Query kSleep{"test.sleep", "select pg_sleep($1)"};

// Waits until a session of the database is in a statement of this text.
void wait_for_statement(TestDatabase& database, std::string_view like) {
    const auto sql = fmt::format(
        "select count(*) from pg_stat_activity where datname = '{}' and state = 'active' and query like '{}'"
        " and pid <> pg_backend_pid()",
        database.name(),
        like
    );
    tests::run_until(database.io(), [&] { return database.value(sql) != "0"; });
}

}  // namespace

TEST_CASE("a statement past statement_timeout is stopped by the server, and the connection stays of use") {
    TestDatabase database;
    auto config = database.config();
    config.statement_timeout = 50ms;
    const auto connection = database.run(Connection::open(config));
    try {
        database.run(connection->execute(kSleep, Params(30)));
        FAIL("no error");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "57014");
    }
    CHECK_FALSE(connection->broken());
    CHECK(database.run(connection->execute({"", "select 1"})).size() == 1);
}

TEST_CASE("a server that accepts and never answers costs the connect timeout, no more") {
    asio::io_context io;
    asio::ip::tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
    ConnectionConfig config;
    config.conninfo =
        fmt::format("host=127.0.0.1 port={} user=x sslmode=disable", silent.local_endpoint().port());
    config.connect_timeout = 100ms;
    const auto began = steady_clock::now();
    CHECK_THROWS_AS(tests::run(io, Connection::open(config)), TimeoutError);
    CHECK(steady_clock::now() - began >= 100ms);
    CHECK(steady_clock::now() - began < 2s);
}

TEST_CASE("a server that falls silent mid-statement costs the statement timeout and a second") {
    TestDatabase database;
    auto config = database.config();
    config.statement_timeout = 200ms;
    const auto connection = database.run(Connection::open(config));
    const auto pid = database.run(connection->execute({"", "select pg_backend_pid()"}))[0].get<int>(0);
    // A stopped process keeps its socket open and says nothing: what a dropped network looks like.
    REQUIRE(::kill(pid, SIGSTOP) == 0);
    const auto began = steady_clock::now();
    CHECK_THROWS_AS(database.run(connection->execute({"", "select 1"})), TimeoutError);
    const auto took = steady_clock::now() - began;
    ::kill(pid, SIGCONT);
    CHECK(took >= 1200ms);
    CHECK(took < 3s);
    CHECK(connection->broken());
    CHECK(connection->server_gone());
    CHECK_THROWS_AS(database.run(connection->execute({"", "select 1"})), ConnectionError);
}

TEST_CASE("a session ended under a statement is a ConnectionError") {
    TestDatabase database;
    const auto connection = database.run(Connection::open(database.config()));
    std::exception_ptr thrown;
    bool done = false;
    asio::co_spawn(
        database.io(),
        connection->execute(kSleep, Params(1.9)),
        [&](const std::exception_ptr& error, const ResultSet&) {
            thrown = error;
            done = true;
        }
    );
    wait_for_statement(database, "%pg_sleep%");
    database.kill_sessions();
    tests::run_until(database.io(), [&] { return done; });
    REQUIRE(thrown);
    CHECK_THROWS_AS(std::rethrow_exception(thrown), ConnectionError);
    CHECK(connection->broken());
    CHECK(connection->server_gone());
    CHECK_THAT(connection->fault(), !Catch::Contains("\n"));
}

TEST_CASE("an idle session that was ended is found out without waiting") {
    TestDatabase database;
    const auto connection = database.run(Connection::open(database.config()));
    CHECK(connection->check_idle());
    database.kill_sessions();
    CHECK_FALSE(connection->check_idle());
    CHECK(connection->broken());
    CHECK(connection->server_gone());
}

TEST_CASE("a statement that its caller cancelled leaves the connection broken, not corrupt") {
    TestDatabase database;
    const auto connection = database.run(Connection::open(database.config()));
    CHECK_FALSE(database.run(core::with_deadline(20ms, connection->execute(kSleep, Params(1.5)))).has_value()
    );
    CHECK(connection->broken());
    CHECK_FALSE(connection->server_gone());
    CHECK_THROWS_AS(database.run(connection->execute({"", "select 1"})), ConnectionError);
    CHECK_THROWS_AS(database.run(connection->wait_notification(1ms)), ConnectionError);
}

TEST_CASE("an io_context destroyed under a statement takes the connection along cleanly") {
    TestDatabase database;
    bool completed = false;
    {
        asio::io_context io;
        const auto work = [](ConnectionConfig config) -> Task<> {
            const auto connection = co_await Connection::open(std::move(config));
            co_await connection->execute(kSleep, Params(1.5));
        };
        asio::co_spawn(io, work(database.config()), [&](const std::exception_ptr&) { completed = true; });
        const auto active = fmt::format(
            "select count(*) from pg_stat_activity where datname = '{}' and query like '%pg_sleep%'"
            " and pid <> pg_backend_pid()",
            database.name()
        );
        tests::run_until(io, [&] { return database.value(active) != "0"; });
    }
    CHECK_FALSE(completed);
}
