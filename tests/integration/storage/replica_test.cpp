// The read-only source on a real standby, and on its primary when the standby is gone.
#include "app_store.hpp"
#include "core/postgres/conninfo.hpp"
#include "core/postgres/errors.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace tests;
using core::postgres::Connection;
using core::storage::PostgresReadOnlySource;

namespace {

/// A cluster of this test's own, and a streaming replica of it.
class PrimaryAndStandby {
public:
    PrimaryAndStandby()
        : folder_(std::filesystem::temp_directory_path() / fmt::format("lifted-replica-{}", ::getpid())) {
        script("start", "primary");
        script("replica", "standby", (folder_ / "primary").string());
        primary_ = conninfo("primary");
        standby_ = conninfo("standby");
        ::setenv("LIFTED_TEST_POSTGRES", primary_.c_str(), 1);
    }

    ~PrimaryAndStandby() {
        stop("standby");
        stop("primary");
        std::filesystem::remove_all(folder_);
    }

    void stop(const std::string& name) { script("stop", name); }

    [[nodiscard]] const std::string& standby() const { return standby_; }

    /// Both hosts, a standby preferred, for a database.
    [[nodiscard]] std::string either(const std::string& database) const {
        return fmt::format(
            "host={},{} port=5432,5432 user=postgres dbname={} target_session_attrs=prefer-standby",
            host(primary_),
            host(standby_),
            database
        );
    }

private:
    void script(const std::string& action, const std::string& name, const std::string& more = "") const {
        const auto command = fmt::format(
            "'{}' {} '{}' {} >&2", LIFTED_POSTGRES_CLUSTER, action, (folder_ / name).string(), more
        );
        if (std::system(command.c_str()) != 0) throw std::runtime_error(command + " failed");
    }

    [[nodiscard]] std::string conninfo(const std::string& name) const {
        std::ifstream file(folder_ / name / "env");
        std::string line;
        std::getline(file, line);
        return line.substr(std::string_view("conninfo=").size());
    }

    static std::string host(const std::string& conninfo) {
        const auto begin = conninfo.find('=') + 1;
        return conninfo.substr(begin, conninfo.find(' ') - begin);
    }

    std::filesystem::path folder_;
    std::string primary_;
    std::string standby_;
};

bool reads_from_standby(AppStore& store, const core::postgres::ConnectionConfig& config) {
    const auto connection = store.run(Connection::open(config));
    return store.run(connection->execute({"", "select pg_is_in_recovery()"}))[0].get<bool>(0);
}

}  // namespace

TEST_CASE(
    "The read-only source reads from a standby, follows it, and falls back to the primary", "[storage]"
) {
    PrimaryAndStandby servers;
    AppStore store;
    store.replace(sample_framework());
    auto config = patient_pool(store.database().config());
    config.connection.conninfo = servers.either(store.database().name());
    config.connection.read_only = true;
    core::postgres::Pool pool(store.database().io().get_executor(), config);
    PostgresReadOnlySource source(pool, config.connection);
    const auto version_read = [&] {
        const auto session = store.run(source.read());
        return store.run(session->catalogue().version()).version;
    };

    // The standby has the database, and what is in it, once it has replayed their making.
    const auto eventually = [](const auto& attempt) {
        for (int left = 1'000; left > 0; --left) {
            try {
                return attempt();
            } catch (const std::exception&) {
                if (left == 1) throw;
            }
        }
        throw std::logic_error("unreachable");
    };
    REQUIRE(eventually([&] { return reads_from_standby(store, config.connection); }));
    eventually(version_read);
    const auto feed = source.changes();
    store.run(feed->wait(std::chrono::milliseconds(10)));
    store.apply(simple_course("a"));
    const auto published = store.version().version;
    // A standby tells of no change: whoever reads it looks again and again.
    for (int looks = 0; looks < 200 && version_read() < published; ++looks) {
        store.run(feed->wait(std::chrono::milliseconds(50)));
    }
    CHECK(version_read() == published);
    {
        const auto session = store.run(source.read());
        CHECK(store.run(session->catalogue().find("a"))->course == simple_course("a"));
        CHECK(store.run(session->framework().load()) == sample_framework());
    }

    servers.stop("standby");
    // The lost connection is noticed by the first who uses it.
    CHECK(eventually(version_read) == published);
    CHECK_FALSE(reads_from_standby(store, config.connection));
}
