#pragma once

#include "core/async/task.hpp"
#include "core/postgres/connection.hpp"
#include "support/run.hpp"

#include <boost/asio/io_context.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace tests {

/// An empty database of its own in the test cluster (LIFTED_TEST_POSTGRES, or the one ctest started), dropped
/// at the end. Declare it before what connects to it: it owns the io_context that `run` drives.
class TestDatabase {
public:
    TestDatabase();
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    [[nodiscard]] const std::string& conninfo() const { return conninfo_; }

    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] core::postgres::ConnectionConfig config() const;

    [[nodiscard]] boost::asio::io_context& io() { return io_; }

    /// Drives the io_context until `task` has finished; gives its value or throws what it threw.
    template <class T>
    T run(core::Task<T> task) {
        return tests::run(io_, std::move(task));
    }

    /// The SQLSTATE that a statement is refused with on a connection; empty when it is not.
    std::string refusal(core::postgres::Connection& connection, std::string_view sql);

    /// Runs SQL on a connection of its own, outside the io_context; waits for it.
    void sql(std::string_view script);

    /// The first column of the first row, as text; empty when there is no row.
    std::string value(std::string_view query);

    /// Ends every other session in the database, as an administrator or a crash would.
    void kill_sessions();

private:
    boost::asio::io_context io_{1};
    std::string name_;
    std::string conninfo_;
};

/// The connection string of the cluster's maintenance database.
std::string test_cluster();

/// Runs one of deploy/dev/*_roles.sql, which makes the roles of a service, on the cluster of that database.
void make_roles(const std::string& conninfo, std::string_view file);

/// The same connection string for another role.
std::string as_role(const std::string& conninfo, std::string_view role);

/// Runs SQL on a connection of its own, with libpq's blocking calls: a test's tools do not depend on the code
/// under test. The first column of the first row; empty when there is none. Throws with libpq's reason.
std::string ask(const std::string& conninfo, std::string_view sql);

}  // namespace tests
