#include "core/postgres/pool.hpp"

#include "core/async/with_deadline.hpp"
#include "support/test_database.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <csignal>

using namespace core::postgres;
using namespace std::chrono_literals;
using core::Task;
using std::chrono::steady_clock;
using tests::TestDatabase;
namespace asio = boost::asio;

namespace {

constexpr Query kBackend{"test.backend", "select pg_backend_pid()"};

PoolConfig pool_config(const TestDatabase& database, std::size_t connections) {
    PoolConfig config;
    config.connection = database.config();
    config.max_connections = connections;
    config.acquire_timeout = 10s;
    return config;
}

int backend(TestDatabase& database, Pool& pool) {
    return database.run(pool.execute(kBackend))[0].get<int>(0);
}

}  // namespace

TEST_CASE("a pool lends the same connection again") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 4));
    const int first = backend(database, pool);
    CHECK(backend(database, pool) == first);
    const auto status = pool.status();
    CHECK(status.open == 1);
    CHECK(status.lent == 0);
    CHECK(status.waiting == 0);
    CHECK(status.reachable);
    CHECK(status.last_error.empty());
}

TEST_CASE("a pool never opens more than its limit, and serves everyone all the same") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 3));
    std::vector<Lease> held;
    for (int i = 0; i < 3; ++i) held.push_back(database.run(pool.acquire()));
    std::size_t most = 0;
    int done = 0;
    const auto work = [&]() -> Task<> {
        const auto lease = co_await pool.acquire();
        most = std::max(most, pool.status().open);
        co_await lease->execute(kBackend);
        ++done;
    };
    for (int i = 0; i < 30; ++i) {
        asio::co_spawn(database.io(), work(), [](const std::exception_ptr& error) { CHECK_FALSE(error); });
    }
    tests::run_until(database.io(), [&] { return pool.status().waiting == 30; });
    CHECK(pool.status().open == 3);
    held.clear();
    tests::run_until(database.io(), [&] { return done == 30; });
    CHECK(most == 3);
    CHECK(
        database.value("select count(*) from pg_stat_activity where application_name = 'test'"
                       " and datname = current_database()") == "3"
    );
}

TEST_CASE("borrowers are served in the order in which they came") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 1));
    auto held = std::make_optional(database.run(pool.acquire()));
    std::vector<int> order;
    const auto work = [&](int number) -> Task<> {
        const auto lease = co_await pool.acquire();
        order.push_back(number);
        co_await lease->execute(kBackend);
    };
    for (int i = 0; i < 8; ++i) {
        asio::co_spawn(database.io(), work(i), [](const std::exception_ptr& error) { CHECK_FALSE(error); });
    }
    tests::run_until(database.io(), [&] { return pool.status().waiting == 8; });
    held.reset();
    tests::run_until(database.io(), [&] { return order.size() == 8; });
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE("an exhausted pool refuses after the acquire timeout and keeps the place of nobody") {
    TestDatabase database;
    auto config = pool_config(database, 1);
    config.acquire_timeout = 100ms;
    Pool pool(database.io().get_executor(), config);
    database.run(pool.execute(kBackend));
    const auto held = database.run(pool.acquire());
    const auto began = steady_clock::now();
    CHECK_THROWS_AS(database.run(pool.acquire()), TimeoutError);
    const auto took = steady_clock::now() - began;
    CHECK(took >= 100ms);
    CHECK(took < 1s);
    CHECK(pool.status().waiting == 0);
    CHECK(pool.status().reachable);
}

TEST_CASE("a borrower that is cancelled while it waits leaves the queue, and the next one is served") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 1));
    auto held = std::make_optional(database.run(pool.acquire()));
    CHECK_FALSE(database.run(core::with_deadline(10ms, pool.acquire())).has_value());
    CHECK(pool.status().waiting == 0);
    held.reset();
    CHECK(backend(database, pool) > 0);
}

TEST_CASE("a connection returned inside a transaction is rolled back before it is lent again") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 1));
    const int first = backend(database, pool);
    database.run(pool.execute({"", "create table kept (n int)"}));
    {
        const auto lease = database.run(pool.acquire());
        database.run(lease->execute({"", "begin"}));
        database.run(lease->execute({"", "insert into kept values (1)"}));
        SECTION("under way") {}
        SECTION("failed") {
            CHECK_THROWS_AS(database.run(lease->execute({"", "insert into nowhere values (1)"})), SqlError);
        }
    }
    CHECK(backend(database, pool) == first);
    const auto rows = database.run(pool.execute({"", "select count(*) from kept"}));
    CHECK(rows[0].get<std::int64_t>(0) == 0);
}

TEST_CASE("a connection returned broken is closed, not lent again") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 1));
    const int first = backend(database, pool);
    {
        const auto lease = database.run(pool.acquire());
        database.run(core::with_deadline(10ms, lease->execute({"", "select pg_sleep(1)"})));
        CHECK(lease->broken());
    }
    CHECK(pool.status().reachable);
    CHECK(backend(database, pool) != first);
}

TEST_CASE("a pool recovers by itself when its sessions are ended") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 4));
    {
        const auto one = database.run(pool.acquire());
        const auto two = database.run(pool.acquire());
        database.run(one->execute(kBackend));
        database.run(two->execute(kBackend));
    }
    REQUIRE(pool.status().open == 2);
    database.kill_sessions();
    SECTION("idle ones are not lent") {
        CHECK(backend(database, pool) > 0);
    }
    SECTION("status sees it, and looks for the server without traffic") {
        CHECK_FALSE(pool.status().reachable);
        CHECK_FALSE(pool.status().last_error.empty());
        tests::run_until(database.io(), [&] { return pool.status().reachable; });
        CHECK(pool.status().last_error.empty());
    }
}

TEST_CASE("a lent connection that breaks is told as such and replaced") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 1));
    {
        const auto lease = database.run(pool.acquire());
        database.kill_sessions();
        CHECK_THROWS_AS(database.run(lease->execute(kBackend)), ConnectionError);
    }
    CHECK(backend(database, pool) > 0);
}

TEST_CASE("a connection past its lifetime is replaced when it comes back") {
    TestDatabase database;
    auto config = pool_config(database, 1);
    config.max_lifetime = 0ms;
    Pool pool(database.io().get_executor(), config);
    const int first = backend(database, pool);
    CHECK(backend(database, pool) != first);
}

TEST_CASE("a connection that was idle for long is tried before it is lent") {
    TestDatabase database;
    auto config = pool_config(database, 1);
    config.idle_check = 0ms;
    config.acquire_timeout = 100ms;
    Pool pool(database.io().get_executor(), config);
    const int pid = backend(database, pool);
    CHECK(backend(database, pool) == pid);
    // Stopped: its socket is open, but nobody answers.
    REQUIRE(::kill(pid, SIGSTOP) == 0);
    CHECK_THROWS_AS(database.run(pool.acquire()), TimeoutError);
    CHECK(pool.status().open == 0);
    ::kill(pid, SIGCONT);
    CHECK(backend(database, pool) != pid);
}

TEST_CASE(
    "without a server borrowers are refused at once during a pause, and the pool finds it when it is back"
) {
    TestDatabase database;
    const auto socket = database.value("select current_setting('unix_socket_directories')");
    // A relay that is not there yet: the port is known, nobody listens.
    asio::ip::tcp::acceptor reserve(database.io(), {asio::ip::address_v4::loopback(), 0});
    const auto endpoint = reserve.local_endpoint();
    reserve.close();

    auto config = pool_config(database, 2);
    config.connection.conninfo = fmt::format(
        "host=127.0.0.1 port={} user=postgres sslmode=disable dbname={}", endpoint.port(), database.name()
    );
    config.backoff_min = 200ms;
    config.backoff_max = 200ms;
    Pool pool(database.io().get_executor(), config);

    CHECK_THROWS_AS(database.run(pool.acquire()), ConnectionError);
    const auto began = steady_clock::now();
    int refused = 0;
    for (int i = 0; i < 50; ++i) {
        try {
            database.run(pool.acquire());
        } catch (const ConnectionError&) {
            ++refused;
        }
    }
    CHECK(refused == 50);
    CHECK(steady_clock::now() - began < 2s);
    CHECK_FALSE(pool.status().reachable);
    CHECK_THAT(pool.status().last_error, Catch::Contains("refused"));
    CHECK(pool.status().open == 0);

    asio::ip::tcp::acceptor acceptor(database.io(), endpoint);
    const auto relay = [&]() -> Task<> {
        auto client =
            std::make_shared<asio::ip::tcp::socket>(co_await acceptor.async_accept(asio::use_awaitable));
        auto server = std::make_shared<asio::local::stream_protocol::socket>(database.io());
        co_await server->async_connect(socket + "/.s.PGSQL.5432", asio::use_awaitable);
        const auto pump = [](auto from, auto to) -> Task<> {
            std::array<char, 4096> bytes{};
            for (;;) {
                const auto count = co_await from->async_read_some(asio::buffer(bytes), asio::use_awaitable);
                co_await asio::async_write(*to, asio::buffer(bytes, count), asio::use_awaitable);
            }
        };
        const auto ended = [](const std::exception_ptr&) {};
        asio::co_spawn(database.io(), pump(client, server), ended);
        asio::co_spawn(database.io(), pump(server, client), ended);
    };
    asio::co_spawn(database.io(), relay(), [](const std::exception_ptr& error) { CHECK_FALSE(error); });
    tests::run_until(database.io(), [&] { return pool.status().reachable; });
    CHECK(backend(database, pool) > 0);
}

TEST_CASE("a closed pool lends nothing, and closes what comes back") {
    TestDatabase database;
    Pool pool(database.io().get_executor(), pool_config(database, 2));
    auto held = std::make_optional(database.run(pool.acquire()));
    database.run(pool.execute(kBackend));
    REQUIRE(pool.status().open == 2);
    pool.close();
    CHECK(pool.status().open == 1);
    CHECK_THROWS_AS(database.run(pool.acquire()), ConnectionError);
    held.reset();
    CHECK(pool.status().open == 0);
}

TEST_CASE("a pool that goes while it connects, waits or retries leaves nothing running") {
    TestDatabase database;
    auto config = pool_config(database, 1);
    SECTION("connecting") {
        Pool pool(database.io().get_executor(), config);
        const auto work = [](Pool& from) -> Task<> { co_await from.acquire(); };
        asio::co_spawn(database.io(), work(pool), [](const std::exception_ptr& error) { CHECK(error); });
        database.io().poll_one();
    }
    SECTION("retrying") {
        config.connection.conninfo = "host=/nonexistent";
        config.backoff_min = config.backoff_max = 1h;
        Pool pool(database.io().get_executor(), config);
        CHECK_THROWS_AS(database.run(pool.acquire()), ConnectionError);
    }
    database.io().restart();
    const auto began = steady_clock::now();
    database.io().run();
    CHECK(steady_clock::now() - began < 2s);
}

TEST_CASE("a lease outlives its pool") {
    TestDatabase database;
    std::optional<Lease> lease;
    {
        Pool pool(database.io().get_executor(), pool_config(database, 1));
        lease.emplace(database.run(pool.acquire()));
    }
    CHECK(database.run((*lease)->execute(kBackend)).size() == 1);
    lease.reset();
}
