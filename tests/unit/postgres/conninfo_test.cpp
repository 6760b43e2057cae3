#include "core/postgres/conninfo.hpp"

#include "core/postgres/connection.hpp"

using namespace core::postgres;

TEST_CASE("session settings carry every limit as a start-up option") {
    ConnectionConfig config;
    config.conninfo = "host=db user=app";
    config.application_name = "app_server";
    config.read_only = true;
    const auto settings = session_settings(config);
    CHECK(settings.at("host") == "db");
    CHECK(settings.at("application_name") == "app_server");
    CHECK(settings.at("client_encoding") == "UTF8");
    CHECK(settings.at("tcp_user_timeout") == "3000");
    const auto options = settings.at("options");
    for (const auto* option :
         {"TimeZone=UTC",
          "statement_timeout=2000",
          "lock_timeout=500",
          "idle_in_transaction_session_timeout=10000",
          "default_transaction_read_only=on"}) {
        CHECK_THAT(options, Catch::Contains(option));
    }
}

TEST_CASE("what the connection string says about the network and its own options is kept") {
    ConnectionConfig config;
    config.conninfo = "postgresql://app@one,two:6000/lifted?tcp_user_timeout=9&options=-c%20geqo%3Doff";
    const auto settings = session_settings(config);
    CHECK(settings.at("host") == "one,two");
    CHECK(settings.at("tcp_user_timeout") == "9");
    CHECK_THAT(settings.at("options"), Catch::StartsWith("-c geqo=off -c "));
    CHECK_THAT(settings.at("options"), !Catch::Contains("read_only"));
}

TEST_CASE("a connection string that cannot be read is refused without quoting it") {
    const auto* conninfo = GENERATE("password=hunter2 hunter3", "postgresql://u:hunter2@[::1", "hunter2=1");
    try {
        parse_conninfo(conninfo);
        FAIL("not refused");
    } catch (const ConnectionError& error) {
        CHECK_THAT(error.what(), !Catch::Contains("hunter"));
    }
}

TEST_CASE("a connection string is told from what is none before anything connects") {
    const auto [conninfo, readable] = GENERATE(table<std::string, bool>({
        {"", true},
        {"host=db,other port=5432,6000 sslmode=verify-full", true},
        {"host=db,other port=5432,", true},
        {"postgresql://app:secret@[::1]:6000/lifted", true},
        {"host=x bogus=1", false},
        {"lifted", false},
        {"postgresql://app@[::1/lifted", false},
        {"port=0", false},
        {"port=65536", false},
        {"port=5432x", false},
        {"port=5432,x", false},
    }));
    CAPTURE(conninfo);
    CHECK(is_conninfo(conninfo) == readable);
}

TEST_CASE("the same server's other database keeps every other setting") {
    const auto other = with_database("host=/run/pg user='o\\'neil' password='a\\\\b c' dbname=one", "two");
    const auto settings = parse_conninfo(other);
    CHECK(settings.at("dbname") == "two");
    CHECK(settings.at("host") == "/run/pg");
    CHECK(settings.at("password") == "a\\b c");
}
