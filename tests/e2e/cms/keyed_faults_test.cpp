// The CMS killed while it carries out a request with an Idempotency-Key.
#include "staff_work.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <thread>

using namespace tests;

namespace {

/// Holds up whoever writes to a table.
class WriteLock {
public:
    WriteLock(TestDatabase& database, const std::string& table) : database_(database) {
        auto config = database.config();
        config.idle_in_transaction_timeout = std::chrono::minutes(2);
        connection_ = database.run(core::postgres::Connection::open(config));
        database.run(connection_->script("begin; lock table " + table + " in share mode"));
    }

    /// Until somebody waits.
    void wait_for_writer() {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (database_.value("select count(*) from pg_stat_activity where datname = current_database() and "
                               "wait_event_type = 'Lock'") == "0") {
            if (std::chrono::steady_clock::now() > end) throw std::runtime_error("nobody came to write");
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

private:
    TestDatabase& database_;
    std::unique_ptr<core::postgres::Connection> connection_;
};

const Settings kPatient{{"CMS_LOCK_TIMEOUT", "60s"}, {"CMS_STATEMENT_TIMEOUT", "60s"}};

}  // namespace

TEST_CASE("killed in the midst of a request with a key, the CMS carries it out once", "[faults]") {
    // In the midst of the work, and when the work is committed within the whole but not its answer.
    const std::string table = GENERATE("audit.entry", "staff.kept_answer");
    CAPTURE(table);
    TwoDatabases databases;
    auto& own = databases.cms;
    SplitSite site(databases.app.conninfo(), own.conninfo(), kPatient);
    site.cms.start();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    const core::http::ClientRequest request{
        core::http::Method::post,
        site.staff_port.url(kApi + "/courses"),
        {{"Cookie", staff.cookie()},
         {"X-CSRF-Token", staff.token()},
         {"Content-Type", "application/json"},
         {"Idempotency-Key", "once"}},
        R"({"name":"Once"})"
    };
    {
        WriteLock lock(own, table);
        auto cut_off = std::async(std::launch::async, [&] { return Caller().call(request); });
        lock.wait_for_writer();
        site.cms.kill();
        CHECK_FALSE(cut_off.get().has_value());
    }
    site.cms.start();
    Caller again;
    auto answer = again.call(request);
    // PostgreSQL finds out that its client is gone when it has got the lock.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (answer && answer->status == 409 && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        answer = again.call(request);
    }
    REQUIRE(answer.has_value());
    INFO(answer->body);
    CHECK(answer->status == 201);
    CHECK(answer->header("Idempotency-Replayed").empty());
    const auto repeated = again.call(request);
    REQUIRE(repeated.has_value());
    CHECK(repeated->header("Idempotency-Replayed") == "true");
    CHECK(repeated->body == answer->body);
    CHECK(own.value("select count(*) from editorial.course") == "1");
    CHECK(own.value("select count(*) from audit.entry where action = 'course.create'") == "1");
    CHECK(own.value("select count(*) from staff.kept_answer") == "1");
}
