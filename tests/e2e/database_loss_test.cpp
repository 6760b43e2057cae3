#include "core/postgres/conninfo.hpp"
#include "integration/http/raw_client.hpp"
#include "site.hpp"

#include <catch2/catch.hpp>

using namespace tests;

namespace {

/// A role with the App's rights in one database, which can be locked out while the administrator works on.
class Reader {
public:
    explicit Reader(AppDatabase& database) : database_(database), role_(database.name() + "_reader") {
        database_.database().sql(
            "create role " + role_ + " login; grant usage on schema framework, catalogue to " + role_ +
            "; grant select on all tables in schema framework, catalogue to " + role_
        );
    }

    ~Reader() { database_.database().sql("drop owned by " + role_ + "; drop role " + role_); }

    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    [[nodiscard]] std::string conninfo() const { return database_.conninfo() + " user=" + role_; }

    void lock_out() {
        database_.database().sql("alter role " + role_ + " nologin");
        database_.database().kill_sessions();
    }

    void let_in() { database_.database().sql("alter role " + role_ + " login"); }

private:
    AppDatabase& database_;
    std::string role_;
};

std::string status_in(const Answer& readiness) {
    return std::string(at(readiness.json().root(), "status").as_string().value());
}

}  // namespace

TEST_CASE("with the database gone every read goes on, says so, and catches up afterwards", "[database]") {
    AppDatabase database(starter_data());
    Reader reader(database);
    RunningApp app(reader.conninfo());
    app.wait_until_ready();
    Web web(app);
    const auto before = web.get("/api/v1/courses?limit=1").json();
    const std::string uid(at(before.root(), "items/0/uid").as_string().value());
    CHECK(status_in(web.get("/readyz")) == "ready");
    CHECK(web.get("/api/v1/framework").header("Lifted-Data").empty());

    reader.lock_out();
    const auto degraded = web.await("/readyz", [](const Answer& a) { return status_in(a) == "degraded"; });
    CHECK(degraded.status == 200);
    CHECK(at(degraded.json().root(), "dependencies/app_database/status").as_string() == "unreachable");
    // Why is for operators: the reason may name hosts and roles.
    CHECK(
        at(degraded.json().root(), "dependencies/app_database/detail").as_string() ==
        "the database cannot be read"
    );
    core::http::testing::RawClient operators(app.metrics_port());
    const auto reasons = operators.exchange(core::http::testing::get("/readyz"));
    CHECK(reasons.status == 200);
    CHECK(reasons.body.find(R"("status":"degraded")") != std::string::npos);
    CHECK(reasons.body.find("the database cannot be read") == std::string::npos);
    const std::string review = R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true}]})";
    for (const std::string target :
         {"/api/v1/framework",
          "/api/v1/questionnaire",
          "/api/v1/verticals",
          "/api/v1/verticals/1",
          "/api/v1/areas/1",
          "/api/v1/competency-categories/1",
          "/api/v1/competencies/1",
          "/api/v1/job-roles",
          "/api/v1/job-roles/1",
          "/api/v1/job-roles/1/questions",
          "/api/v1/recommendations?vertical=1",
          "/api/v1/course-instances?q=a",
          "/api/v1/courses",
          "/api/v1/providers",
          "/api/v1/providers/1",
          "/api/v1/changes?since=0"}) {
        INFO(target);
        const auto answer = web.get(target);
        CHECK(answer.status == 200);
        CHECK(answer.header("Lifted-Data").starts_with("stale; since=2029-12-31T16:"));
    }
    CHECK(web.post("/api/v1/reviews", review).status == 200);
    CHECK(web.get("/livez").status == 200);

    database.change(
        "update catalogue.course set name = 'Meanwhile', changed_in = $version where uid = '" + uid + "'"
    );
    reader.let_in();
    web.await("/api/v1/courses/" + uid, [](const Answer& answer) {
        return at(answer.json().root(), "name").as_string() == "Meanwhile";
    });
    const auto ready = web.await("/readyz", [](const Answer& a) { return status_in(a) == "ready"; });
    CHECK(ready.header("Lifted-Data").empty());
    CHECK(app.stop() == 0);
}

TEST_CASE("an App started without its database waits, says so, and serves when it is there", "[database]") {
    AppDatabase database(starter_data());
    Reader reader(database);
    reader.lock_out();
    RunningApp app(reader.conninfo(), {{"LIFTED_DATABASE_WAIT", "1s"}});
    Web web(app);
    CHECK(web.get("/livez").status == 200);
    const auto starting = web.get("/readyz");
    CHECK(starting.status == 503);
    CHECK(status_in(starting) == "starting");
    const auto refused = web.get("/api/v1/framework");
    CHECK(refused.status == 503);
    CHECK(refused.header("Retry-After") == "1");
    CHECK(at(refused.json().root(), "code").as_string() == "catalogue-loading");
    // The log says why, and goes on saying nothing of the connection's secrets.
    CHECK(app.process().wait_for_line("waiting for the database").find("reason") != std::string::npos);

    reader.let_in();
    app.wait_until_ready();
    web.await("/readyz", [](const Answer& answer) { return answer.status == 200; });
    CHECK(web.get("/api/v1/framework").status == 200);
    CHECK(app.stop() == 0);
}

TEST_CASE("a database without the App's schema leaves it waiting until it is migrated", "[database]") {
    TestDatabase database;
    RunningApp app(database.conninfo());
    Web web(app);
    CHECK(web.get("/readyz").status == 503);
    app.process().wait_for_line("the catalogue cannot be read");
    REQUIRE(run_app_command(database.conninfo(), {"migrate", "up"}).status == 0);
    web.await("/readyz", [](const Answer& answer) { return answer.status == 200; });
    CHECK(at(web.get("/api/v1/courses").json().root(), "total").as_int() == 0);
    CHECK(app.stop() == 0);
}
