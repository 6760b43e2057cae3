#include "core/postgres/connection.hpp"
#include "support/test_database.hpp"

using namespace core::postgres;
using tests::TestDatabase;

namespace {

constexpr Query kInsert{"test.insert", "insert into t values ($1) returning x"};
constexpr Query kDivide{"test.divide", "select 10 / $1::int"};

struct Fixture {
    Fixture() { database.sql("create table t (x int constraint t_pk primary key)"); }

    TestDatabase database;
    std::unique_ptr<Connection> connection = database.run(Connection::open(database.config()));
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a pipeline gives its results in the order of its statements") {
    std::vector<Statement> statements;
    for (int i = 0; i < 200; ++i) statements.push_back({kInsert, Params(i)});
    statements.push_back({{"", "select count(*) from t"}, {}});
    const auto results = database.run(connection->pipeline(std::move(statements)));
    REQUIRE(results.size() == 201);
    for (int i = 0; i < 200; ++i) CHECK(results[static_cast<std::size_t>(i)][0].get<int>(0) == i);
    CHECK(results[200][0].get<int>(0) == 200);
}

TEST_CASE_METHOD(Fixture, "a pipeline that fails is one transaction: nothing of it stays") {
    std::vector<Statement> statements{
        {kInsert, Params(1)}, {kDivide, Params(0)}, {kInsert, Params(2)}, {{"test.never", "select 1"}, {}}
    };
    try {
        database.run(connection->pipeline(std::move(statements)));
        FAIL("no error");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "22012");
        CHECK(error.query() == "test.divide");
    }
    CHECK(database.value("select count(*) from t") == "0");
    CHECK_FALSE(connection->broken());
    CHECK_FALSE(connection->in_transaction());
    // What was skipped was not prepared, what ran was: both work now.
    CHECK(database.run(connection->execute({"test.never", "select 1"})).size() == 1);
    CHECK(database.run(connection->execute(kInsert, Params(1))).size() == 1);
}

TEST_CASE_METHOD(Fixture, "a pipeline inside a transaction leaves it open") {
    database.run(connection->execute({"", "begin"}));
    database.run(connection->pipeline({{kInsert, Params(1)}, {kInsert, Params(2)}}));
    CHECK(connection->in_transaction());
    CHECK(database.value("select count(*) from t") == "0");
    database.run(connection->execute({"", "commit"}));
    CHECK(database.value("select count(*) from t") == "2");
}

TEST_CASE_METHOD(Fixture, "a pipeline larger than every buffer does not block itself") {
    const std::string large(256 * 1024, 'x');
    std::vector<Statement> statements;
    for (int i = 0; i < 40; ++i) statements.push_back({{"test.large", "select $1::text"}, Params(large)});
    const auto results = database.run(connection->pipeline(std::move(statements)));
    REQUIRE(results.size() == 40);
    for (const auto& result : results) CHECK(result[0].get<std::string_view>(0).size() == large.size());
}

TEST_CASE_METHOD(Fixture, "an empty pipeline and an empty statement are no error") {
    CHECK(database.run(connection->pipeline({})).empty());
    CHECK(database.run(connection->execute({"", ""})).empty());
}
