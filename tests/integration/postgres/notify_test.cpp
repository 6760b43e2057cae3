#include "core/postgres/connection.hpp"
#include "support/test_database.hpp"

#include <boost/asio/co_spawn.hpp>

using namespace core::postgres;
using namespace std::chrono_literals;
using tests::TestDatabase;

namespace {

struct Fixture {
    Fixture() { database.run(listener->listen("news")); }

    TestDatabase database;
    std::unique_ptr<Connection> listener = database.run(Connection::open(database.config()));
    std::unique_ptr<Connection> sender = database.run(Connection::open(database.config()));
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a notification reaches a listener that waits for it") {
    std::optional<Notification> heard;
    boost::asio::co_spawn(
        database.io(),
        listener->wait_notification(30s),
        [&](const std::exception_ptr&, std::optional<Notification> notification) { heard = notification; }
    );
    database.run(sender->execute({"", "select pg_notify('news', 'version 7')"}));
    tests::run_until(database.io(), [&] { return heard.has_value(); });
    CHECK(heard->channel == "news");
    CHECK(heard->payload == "version 7");
}

TEST_CASE_METHOD(Fixture, "notifications that came before the wait are kept in order") {
    database.run(sender->script("notify news, 'one'; notify other, 'not ours'; notify news, 'two'"));
    CHECK(database.run(listener->wait_notification(30s))->payload == "one");
    CHECK(database.run(listener->wait_notification(30s))->payload == "two");
    CHECK_FALSE(database.run(listener->wait_notification(1ms)).has_value());
    CHECK_FALSE(listener->broken());
}

TEST_CASE_METHOD(Fixture, "a wait without a notification leaves the connection of use") {
    CHECK_FALSE(database.run(listener->wait_notification(1ms)).has_value());
    CHECK(database.run(listener->execute({"", "select 1"})).size() == 1);
    database.run(sender->execute({"", "notify news"}));
    CHECK(database.run(listener->wait_notification(30s))->payload.empty());
}

TEST_CASE_METHOD(Fixture, "a listener whose server goes away is told") {
    database.kill_sessions();
    CHECK_THROWS_AS(database.run(listener->wait_notification(30s)), ConnectionError);
    CHECK(listener->broken());
    CHECK(listener->server_gone());
}

TEST_CASE_METHOD(Fixture, "a channel that is not an identifier is refused") {
    const auto* name = GENERATE("", "News", "a b", "a;drop table t", "1a", "\"a\"");
    CHECK_THROWS_AS(database.run(listener->listen(name)), std::invalid_argument);
}
