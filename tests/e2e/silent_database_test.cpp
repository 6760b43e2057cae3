// The network between the App and its database swallows everything: nothing is refused, nothing answers.
#include "site.hpp"
#include "support/database_route.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// Two seconds by the settings below: one between two looks, one that a look may take; the rest is the
// machine's, on which other tests run.
const Settings kPatience{{"LIFTED_POLL_INTERVAL", "1s"}, {"LIFTED_STATEMENT_TIMEOUT", "2s"}};
constexpr auto kDegradedWithin = 6s;
constexpr auto kPromptly = 1s;

bool has_status(const Answer& readiness, std::string_view wanted) {
    return at(readiness.json().root(), "status").as_string() == wanted;
}

/// Every kind of public read, each answered at once.
void check_reads(Web& web, const std::string& uid) {
    for (const auto& target :
         {std::string("/api/v1/framework"),
          std::string("/api/v1/job-roles"),
          std::string("/api/v1/courses/") + uid,
          std::string("/api/v1/course-instances?q=a&sort=cost"),
          std::string("/api/v1/recommendations?vertical=1"),
          std::string("/api/v1/changes?since=0"),
          std::string("/livez")}) {
        INFO(target);
        const auto asked = Clock::now();
        CHECK(web.get(target).status == 200);
        CHECK(Clock::now() - asked < kPromptly);
    }
}

}  // namespace

TEST_CASE("a database that falls silent delays no read, is reported, and is caught up with", "[database]") {
    const auto old = GENERATE(DatabaseRoute::Old::resume, DatabaseRoute::Old::stay_silent);
    AppDatabase database(starter_data());
    DatabaseRoute route(database.conninfo());
    RunningApp app(route.conninfo(), kPatience);
    app.wait_until_ready();
    Web web(app);
    const auto first = web.get("/api/v1/courses?limit=1").json();
    const std::string uid(at(first.root(), "items/0/uid").as_string().value());
    web.await("/readyz", [](const Answer& a) { return has_status(a, "ready"); });

    route.swallow();
    const auto silent_since = Clock::now();
    check_reads(web, uid);
    const auto degraded = web.await("/readyz", [](const Answer& a) { return has_status(a, "degraded"); });
    CHECK(Clock::now() - silent_since < kDegradedWithin);
    CHECK(degraded.status == 200);
    CHECK(at(degraded.json().root(), "dependencies/app_database/status").as_string() == "unreachable");
    check_reads(web, uid);
    CHECK(web.get("/api/v1/framework").header("Lifted-Data").starts_with("stale; since="));

    database.change(
        "update catalogue.course set name = 'Meanwhile', changed_in = $version where uid = '" + uid + "'"
    );
    CHECK(at(web.get("/api/v1/courses/" + uid).json().root(), "name").as_string() != "Meanwhile");
    route.forward(old);
    web.await("/api/v1/courses/" + uid, [](const Answer& answer) {
        return at(answer.json().root(), "name").as_string() == "Meanwhile";
    });
    const auto ready = web.await("/readyz", [](const Answer& a) { return has_status(a, "ready"); });
    CHECK(ready.header("Lifted-Data").empty());
    CHECK(app.stop() == 0);
}

TEST_CASE(
    "an App that starts before a silent database says so, stops when told, and serves later", "[database]"
) {
    AppDatabase database(starter_data());
    DatabaseRoute route(database.conninfo());
    route.swallow();
    RunningApp stopped(route.conninfo(), kPatience);
    RunningApp app(route.conninfo(), kPatience);
    Web web(app);
    CHECK(web.get("/livez").status == 200);
    const auto starting = web.get("/readyz");
    CHECK(starting.status == 503);
    CHECK(has_status(starting, "starting"));
    CHECK(web.get("/api/v1/framework").status == 503);
    app.process().wait_for_line("the catalogue cannot be read");
    CHECK(stopped.stop() == 0);

    route.forward(DatabaseRoute::Old::stay_silent);
    app.wait_until_ready();
    CHECK(web.get("/api/v1/framework").status == 200);
    CHECK(app.stop() == 0);
}
