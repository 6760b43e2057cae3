#include "core/postgres/connection.hpp"
#include "support/test_database.hpp"

#include <stdexcept>

using namespace core::postgres;
using tests::TestDatabase;

namespace {

constexpr Query kCopy{"test.copy", "copy t (id, label, at) from stdin"};

struct Fixture {
    Fixture() { database.sql("create table t (id bigint, label text, at timestamptz)"); }

    TestDatabase database;
    std::unique_ptr<Connection> connection = database.run(Connection::open(database.config()));
};

}  // namespace

TEST_CASE_METHOD(Fixture, "COPY loads 100,000 rows with every kind of text") {
    constexpr int kRows = 100'000;
    int next = 0;
    const auto copied = database.run(connection->copy_in(kCopy, [&](std::string& out) {
        CopyRow row(out);
        row.add(next);
        if (next % 10 == 0) {
            row.add_null();
        } else {
            row.add("tab\tline\nslash\\N课");
        }
        row.add(core::Instant{std::chrono::microseconds(next)});
        return ++next < kRows;
    }));
    CHECK(copied == kRows);
    CHECK(
        database.value("select count(*) || ' ' || count(label) || ' ' || sum(id) from t") ==
        "100000 90000 4999950000"
    );
    CHECK(database.value("select label = E'tab\\tline\\nslash\\\\N课' from t where id = 1") == "t");
    CHECK(database.value("select extract(microseconds from at) from t where id = 99999") == "99999");
    CHECK(database.run(connection->execute({"", "select 1"})).size() == 1);
}

TEST_CASE_METHOD(Fixture, "COPY of nothing copies nothing") {
    CHECK(database.run(connection->copy_in(kCopy, [](std::string&) { return false; })) == 0);
    CHECK_FALSE(connection->broken());
}

TEST_CASE_METHOD(Fixture, "a row that does not fit fails the whole COPY and leaves the connection of use") {
    int next = 0;
    const auto rows = [&](std::string& out) {
        out += next == 5'000 ? "not a number\tx\t\\N\n" : "1\tx\t\\N\n";
        return ++next < 50'000;
    };
    try {
        database.run(connection->copy_in(kCopy, rows));
        FAIL("no error");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "22P02");
        CHECK(error.query() == "test.copy");
    }
    CHECK(database.value("select count(*) from t") == "0");
    CHECK(database.run(connection->execute({"", "select 1"})).size() == 1);
}

TEST_CASE_METHOD(Fixture, "a source of rows that throws aborts the COPY") {
    int next = 0;
    const auto rows = [&](std::string& out) {
        CopyRow(out).add(next).add("x").add_null();
        if (++next == 20'000) throw std::runtime_error("the file ended early");
        return true;
    };
    CHECK_THROWS_WITH(database.run(connection->copy_in(kCopy, rows)), "the file ended early");
    CHECK(database.value("select count(*) from t") == "0");
    CHECK(database.run(connection->execute({"", "select 1"})).size() == 1);
}

TEST_CASE_METHOD(Fixture, "a COPY into no table is an SqlError") {
    const auto none = [](std::string&) { return false; };
    CHECK_THROWS_AS(database.run(connection->copy_in({"", "copy nowhere from stdin"}, none)), SqlError);
    CHECK_FALSE(connection->broken());
}
