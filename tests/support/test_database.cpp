#include "support/test_database.hpp"

#include "core/postgres/conninfo.hpp"
#include "core/postgres/errors.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <unistd.h>

namespace tests {

namespace {

std::string unique_name() {
    static std::atomic<int> count{0};
    return fmt::format("test_{}_{}_{:08x}", ::getpid(), ++count, std::random_device{}());
}

}  // namespace

std::string test_cluster() {
    if (const char* given = std::getenv("LIFTED_TEST_POSTGRES")) return given;
    std::ifstream file(LIFTED_TEST_POSTGRES_FILE);
    std::string line;
    constexpr std::string_view kKey = "conninfo=";
    while (std::getline(file, line)) {
        if (line.starts_with(kKey)) return line.substr(kKey.size());
    }
    throw std::runtime_error(
        "no test cluster: set LIFTED_TEST_POSTGRES, or run tests/support/postgres_cluster start"
    );
}

std::string ask(const std::string& conninfo, std::string_view sql) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo.c_str()), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(connection.get()));
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), std::string(sql).c_str()), &PQclear
    );
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

void make_roles(const std::string& conninfo, std::string_view file) {
    // All in one database: the scripts take turns by a lock that belongs to it.
    const auto cluster = core::postgres::with_database(conninfo, "postgres");
    const auto command = fmt::format("psql -X -q -v ON_ERROR_STOP=1 -d '{}' -f '{}' >&2", cluster, file);
    if (std::system(command.c_str()) != 0) throw std::runtime_error("psql could not make the roles");
}

std::string as_role(const std::string& conninfo, std::string_view role) {
    return fmt::format("{} user={}", conninfo, role);  // of two users the later one counts
}

TestDatabase::TestDatabase()
    : name_(unique_name()), conninfo_(core::postgres::with_database(test_cluster(), name_)) {
    ask(test_cluster(), "create database " + name_ + " template template0");
}

TestDatabase::~TestDatabase() {
    try {
        ask(test_cluster(), "drop database if exists " + name_ + " with (force)");
    } catch (const std::exception& error) {
        fmt::print(stderr, "{} was not dropped: {}\n", name_, error.what());
    }
}

core::postgres::ConnectionConfig TestDatabase::config() const {
    core::postgres::ConnectionConfig config;
    config.conninfo = conninfo_;
    config.application_name = "test";
    return config;
}

std::string TestDatabase::refusal(core::postgres::Connection& connection, std::string_view sql) {
    try {
        run(connection.execute({"", sql}));
        return "";
    } catch (const core::postgres::SqlError& error) {
        return error.sqlstate();
    }
}

void TestDatabase::sql(std::string_view script) {
    ask(conninfo_, script);
}

std::string TestDatabase::value(std::string_view query) {
    return ask(conninfo_, query);
}

void TestDatabase::kill_sessions() {
    ask(test_cluster(),
        fmt::format(
            "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
            " where datname = '{}' and pid <> pg_backend_pid()",
            name_
        ));
}

}  // namespace tests
