#include "core/postgres/migrator.hpp"

#include "support/test_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>

using namespace core::postgres;
using namespace std::chrono_literals;
using core::EmbeddedFile;
using core::ErrorKind;
using tests::TestDatabase;

namespace {

const std::vector<EmbeddedFile> kFiles{
    {"0001_course.sql", "create table course (id int); insert into course values (1);"},
    {"0002_title.sql", "alter table course add title text;"},
};

std::vector<Migration> migrations(std::vector<EmbeddedFile> files = kFiles) {
    return read_migrations(files).value();
}

}  // namespace

TEST_CASE("up applies every migration once and records it") {
    TestDatabase database;
    Migrator migrator(database.config(), migrations());
    const auto first = database.run(migrator.up()).value();
    REQUIRE(first.size() == 2);
    CHECK(first[0].name == "course");
    CHECK(first[1].number == 2);
    CHECK(database.value("select count(title is null) from course") == "1");
    CHECK(database.value("select count(*) from schema_migration where length(checksum) = 64") == "2");
    CHECK(database.run(migrator.up()).value().empty());
    CHECK(database.value("select count(*) from course") == "1");
}

TEST_CASE("up applies only what is new") {
    TestDatabase database;
    auto files = kFiles;
    REQUIRE(database.run(Migrator(database.config(), migrations({files[0]})).up()).value().size() == 1);
    const auto added = database.run(Migrator(database.config(), migrations(files)).up()).value();
    REQUIRE(added.size() == 1);
    CHECK(added[0].name == "title");
}

TEST_CASE("instances that start together migrate once") {
    TestDatabase database;
    std::vector<std::size_t> counts;
    for (int i = 0; i < 4; ++i) {
        const auto work = [](ConnectionConfig config) -> core::Task<std::size_t> {
            Migrator migrator(std::move(config), migrations());
            const auto applied = co_await migrator.up();
            co_return applied.value().size();
        };
        boost::asio::co_spawn(
            database.io(),
            work(database.config()),
            [&](const std::exception_ptr& error, std::size_t count) {
                CHECK_FALSE(error);
                counts.push_back(count);
            }
        );
    }
    tests::run_until(database.io(), [&] { return counts.size() == 4; });
    std::sort(counts.begin(), counts.end());
    CHECK(counts == std::vector<std::size_t>{0, 0, 0, 2});
    CHECK(database.value("select count(*) from course") == "1");
}

TEST_CASE("a changed, unknown or skipped migration is a conflict, and nothing is applied") {
    TestDatabase database;
    REQUIRE(database.run(Migrator(database.config(), migrations()).up()).has_value());
    auto files = kFiles;
    std::string code;
    SECTION("changed") {
        files[0].content = "create table course (id bigint);";
        files.push_back({"0003_more.sql", "create table more (x int)"});
        code = "migration-changed";
    }
    SECTION("database ahead of the binary") {
        files.pop_back();
        code = "database-ahead";
    }
    SECTION("skipped") {
        database.sql("delete from schema_migration where number = 1");
        code = "migration-skipped";
    }
    const auto outcome = database.run(Migrator(database.config(), migrations(files)).up());
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().kind == ErrorKind::conflict);
    CHECK(outcome.error().code == code);
    CHECK(database.value("select to_regclass('more') is null") == "t");
}

TEST_CASE("a migration that fails leaves nothing behind, and those before it stay") {
    TestDatabase database;
    auto files = kFiles;
    files.push_back({"0003_bad.sql", "create table half (x int); select nonsense;"});
    try {
        database.run(Migrator(database.config(), migrations(files)).up());
        FAIL("no error");
    } catch (const SqlError& error) {
        CHECK(error.query() == "migration 0003_bad");
        CHECK(error.sqlstate() == "42703");
    }
    CHECK(database.value("select max(number) from schema_migration") == "2");
    CHECK(database.value("select to_regclass('half') is null") == "t");
}

TEST_CASE("a migration may take longer than a statement of the service") {
    TestDatabase database;
    auto config = database.config();
    config.statement_timeout = 50ms;
    const auto slow = migrations({{"0001_slow.sql", "select pg_sleep(0.2);"}});
    CHECK(database.run(Migrator(config, slow).up()).value().size() == 1);
}

TEST_CASE("status tells what is applied, pending, changed and unknown") {
    TestDatabase database;
    auto files = kFiles;
    const auto before = database.run(Migrator(database.config(), migrations()).status());
    REQUIRE(before.size() == 2);
    CHECK_FALSE(before[0].applied);
    CHECK(before[0].applied_at.empty());
    CHECK(database.value("select to_regclass('schema_migration') is null") == "t");

    REQUIRE(database.run(Migrator(database.config(), migrations()).up()).has_value());
    files[0].content = "changed";
    const auto after = database.run(Migrator(database.config(), migrations({files[0]})).status());
    REQUIRE(after.size() == 2);
    CHECK(after[0].applied);
    CHECK(after[0].changed);
    CHECK_THAT(after[0].applied_at, Catch::Matches("20..-..-..T..:..:..Z"));
    CHECK(after[1].name == "title");
    CHECK(after[1].changed);
}

TEST_CASE("waiting for a server ends when it answers, or at the limit with the reason") {
    TestDatabase database;
    CHECK(database.run(wait_until_reachable(database.config(), 10s)).has_value());
    auto config = database.config();
    config.conninfo = "host=/nonexistent";
    const auto began = std::chrono::steady_clock::now();
    const auto outcome = database.run(wait_until_reachable(config, 600ms));
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().kind == ErrorKind::unavailable);
    CHECK_THAT(outcome.error().detail, Catch::Contains("No such file"));
    CHECK(std::chrono::steady_clock::now() - began >= 600ms);
}

TEST_CASE("waiting for a server that accepts and never answers is bounded too") {
    TestDatabase database;
    boost::asio::ip::tcp::acceptor silent(database.io(), {boost::asio::ip::address_v4::loopback(), 0});
    auto config = database.config();
    config.conninfo = fmt::format("host=127.0.0.1 port={} sslmode=disable", silent.local_endpoint().port());
    const auto began = std::chrono::steady_clock::now();
    CHECK(database.run(wait_until_reachable(config, 200ms)).has_error());
    CHECK(std::chrono::steady_clock::now() - began < 2s);
}
