#include "core/jobs/job_request.hpp"

#include "core/jobs/job_kinds.hpp"

#include <algorithm>

using core::data::JobRequest;
using core::data::ScheduleEdit;
using core::jobs::check;

namespace {

std::vector<std::string> faults_of(const JobRequest& request) {
    const auto checked = check(request);
    std::vector<std::string> names;
    if (checked) return names;
    for (const auto& field : checked.error().fields) names.push_back(field.name);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a job of a plain kind with an object for payload can be queued") {
    CHECK(faults_of({.kind = "publish.deliver"}).empty());
    CHECK(faults_of({.kind = "a1_b.c", .payload = R"({"uid":"x","n":[1,2]})"}).empty());
}

TEST_CASE("a kind is words of small letters joined by dots") {
    const auto* kind =
        GENERATE("", ".", "a.", ".a", "a..b", "1a", "a.1", "A", "a b", "a-b", "a/b", "\xc3\xa9");
    CHECK(faults_of({.kind = kind}) == Names{"/kind"});
    CHECK(faults_of({.kind = std::string(101, 'a')}) == Names{"/kind"});
}

TEST_CASE("a payload is one JSON object that PostgreSQL can store") {
    const auto* payload = GENERATE(
        "", "[]", "1", "null", "{", "{}x", R"({"a":1,"a":2})", R"({"a":"\u0000"})", "{\"a\":\"\xff\"}"
    );
    CHECK(faults_of({.kind = "a", .payload = payload}) == Names{"/payload"});
    const auto large = R"({"a":")" + std::string(256 * 1024, 'x') + R"("})";
    CHECK(faults_of({.kind = "a", .payload = large}) == Names{"/payload"});
}

TEST_CASE("every fault of a job is told at once") {
    const JobRequest request{
        .kind = "No",
        .version = 0,
        .payload = "x",
        .max_attempts = 0,
        .timeout = std::chrono::milliseconds(1),
        .unique_key = "",
        .trace_id = std::string(201, 'x')
    };
    CHECK(
        faults_of(request) ==
        Names{"/kind", "/version", "/payload", "/max_attempts", "/timeout", "/unique_key", "/trace_id"}
    );
}

TEST_CASE("a schedule's faults point at its members") {
    const ScheduleEdit schedule{.name = "-x", .cron = "x", .time_zone = "UTC", .kind = "ok", .payload = "[]"};
    const auto checked = core::jobs::first_fire(schedule, {});
    REQUIRE(checked.has_error());
    Names names;
    for (const auto& field : checked.error().fields) names.push_back(field.name);
    CHECK(names == Names{"/name", "/payload", "/cron"});

    const auto zone = core::jobs::first_fire({"x", "@daily", "Nowhere", "ok"}, {});
    REQUIRE(zone.has_error());
    CHECK(zone.error().fields.front().name == "/time_zone");
}

TEST_CASE("a kind and version have one handler") {
    core::jobs::JobKinds kinds;
    const auto handler = [](core::jobs::JobContext) -> core::Task<core::jobs::JobOutcome> {
        co_return core::jobs::JobOutcome::done();
    };
    kinds.add("a", 1, handler).add("a", 2, handler);
    CHECK_THROWS_AS(kinds.add("a", 1, handler), std::logic_error);
    CHECK(kinds.find("a", 2));
    CHECK_FALSE(kinds.find("a", 3));
}
