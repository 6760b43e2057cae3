#include "core/postgres/connection.hpp"
#include "support/test_database.hpp"

using namespace core::postgres;
using core::Instant;
using std::chrono::microseconds;
using tests::TestDatabase;

namespace {

template <class T>
T echo(TestDatabase& database, Connection& connection, const char* type, const T& value) {
    const auto sql = fmt::format("select $1::{}", type);
    const auto rows = database.run(connection.execute({"", sql}, Params(value)));
    return rows[0].get<T>(0);
}

}  // namespace

TEST_CASE("what is bound comes back the same from the server") {
    TestDatabase database;
    const auto connection = database.run(Connection::open(database.config()));
    const auto same = [&](const char* type, const auto& value) {
        CAPTURE(type);
        CHECK(echo(database, *connection, type, value) == value);
    };
    same("bool", true);
    same("bool", false);
    same("bigint", std::numeric_limits<std::int64_t>::min());
    same("bigint", std::numeric_limits<std::int64_t>::max());
    same("integer", std::numeric_limits<std::int32_t>::min());
    same("float8", 0.1);
    same("float8", std::numeric_limits<double>::denorm_min());
    same("text", std::string("O'Reilly \\ \"x\" \n\t課程"));
    same("text", std::string());
    same("text", std::optional<std::string>());
    same("bigint", std::optional<std::int64_t>(7));
    same("bigint[]", std::vector<std::int64_t>{1, -2, std::numeric_limits<std::int64_t>::max()});
    same("bigint[]", std::vector<std::int64_t>{});
    same("text[]", std::vector<std::string>{"", "NULL", "a,b", "{c}", "\"d\"", "e\\f", " g ", "\n", "課程"});
    same("text[]", std::vector<std::string>{});
}

TEST_CASE("instants keep their microseconds on the way to the server and back") {
    TestDatabase database;
    const auto connection = database.run(Connection::open(database.config()));
    for (const std::int64_t micros :
         {std::int64_t{0},
          std::int64_t{1},
          std::int64_t{-1},
          std::int64_t{1'700'000'000'123'456},
          std::int64_t{1'700'000'000'100'000},
          std::int64_t{253'402'300'800'000'000},
          std::int64_t{-62'135'596'800'000'001}}) {
        const Instant instant{microseconds(micros)};
        CHECK(echo(database, *connection, "timestamptz", instant) == instant);
        const auto epoch = database.run(connection->execute(
            {"", "select (extract(epoch from $1::timestamptz) * 1000000)::bigint"}, Params(instant)
        ));
        CHECK(epoch[0].get<std::int64_t>(0) == micros);
    }
    CHECK(echo(database, *connection, "timestamptz", Instant::max()) == Instant::max());
}

TEST_CASE("a value too large for the type it is read as is refused") {
    TestDatabase database;
    const auto connection = database.run(Connection::open(database.config()));
    const auto rows =
        database.run(connection->execute({"", "select 32768, 2147483648, null::int, 'x'::text"}));
    CHECK_THROWS_AS(rows[0].get<std::int16_t>(0), SqlError);
    CHECK(rows[0].get<std::int32_t>(0) == 32768);
    CHECK_THROWS_AS(rows[0].get<std::int32_t>(1), SqlError);
    CHECK(rows[0].get<std::int64_t>(1) == 2147483648);
    CHECK_THROWS_AS(rows[0].get<std::int32_t>(2), SqlError);
    CHECK(rows[0].is_null(2));
    CHECK_THROWS_AS(rows[0].get<bool>(3), SqlError);
}

TEST_CASE("affected counts what was written, and for_each visits every row in order") {
    TestDatabase database;
    database.sql("create table t (x int)");
    const auto connection = database.run(Connection::open(database.config()));
    CHECK(
        database.run(connection->execute({"", "insert into t select generate_series(1, 5)"})).affected() == 5
    );
    CHECK(database.run(connection->execute({"", "delete from t where x > $1"}, Params(3))).affected() == 2);
    std::vector<int> seen;
    database.run(connection->execute({"", "select x from t order by x"})).for_each([&](Row row) {
        seen.push_back(row.get<int>(0));
    });
    CHECK(seen == std::vector<int>{1, 2, 3});
}
