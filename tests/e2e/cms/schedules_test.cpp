// What happens at a time, and what repairs itself: the running worker.
#include "core/base/clock.hpp"
#include "core/base/time_zone.hpp"
#include "staff_work.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;
using core::http::Method;

namespace {

std::string in_seconds(int seconds) {
    return core::format_utc(core::SystemClock().now() + std::chrono::seconds(seconds));
}

bool shown(const Answer& answer) {
    return answer.status == 200;
}

bool hidden(const Answer& answer) {
    return answer.status == 404 || answer.status == 410;
}

std::string public_path(const std::string& uid) {
    return "/api/v1/courses/" + uid;
}

std::string state_of(StaffWeb& staff, const std::string& uid) {
    return text_in(staff.get(kApi + "/courses/" + uid), "state");
}

/// Asks for a reconciliation and waits for its end; what it says of itself.
std::string reconcile(StaffWeb& staff) {
    const auto started = staff.post(kApi + "/reconciliations", R"({"remove_unknown":false})");
    REQUIRE(started.status == 202);
    const auto done = staff.await(std::string(started.header("Location")), [](const Answer& answer) {
        return text_in(answer, "state") == "done";
    });
    return text_in(done, "progress/note");
}

}  // namespace

TEST_CASE("a course appears and goes at the times it was given", "[schedules]") {
    CmsSite site;
    const auto uid = create(site.staff, "For a moment");
    const auto path = kApi + "/courses/" + uid;
    const auto set = [&](std::string_view what, int seconds) {
        const auto times = fmt::format(R"({{"{}":"{}"}})", what, in_seconds(seconds));
        const auto version = version_of(site.staff.get(path));
        const auto answer = site.staff.send(Method::post, path + "/publication", times, version);
        INFO(answer.body);
        REQUIRE(answer.status == 200);
    };
    set("publish_at", 3);
    CHECK(hidden(site.public_get(public_path(uid))));
    CHECK(state_of(site.staff, uid) == "draft");

    const auto there = site.await_public(public_path(uid), shown);
    CHECK(text_in(there, "name") == "For a moment");
    CHECK(state_of(site.staff, uid) == "published");
    set("unpublish_at", 2);
    CHECK(shown(site.public_get(public_path(uid))));
    site.await_public(public_path(uid), hidden);
    site.staff.await(path, [](const Answer& answer) { return text_in(answer, "state") != "published"; });
    CHECK(
        site.databases.cms.value("select string_agg(kind || ' ' || state, ', ' order by id) from jobs.job"
                                 " where kind in ('publication.publish', 'publication.unpublish')"
        ) == "publication.publish done, publication.unpublish done"
    );
    // The worker did it, not whoever set the times.
    CHECK(
        site.databases.cms.value(
            "select string_agg(distinct action, ', ' order by action) from audit.entry"
            " where actor = 'schedule' and object_id = '" +
            uid + "'"
        ) == "course.publish, course.unpublish"
    );
}

TEST_CASE("a reconciliation asked for through the staff API repairs the App's tables", "[schedules]") {
    CmsSite site;
    std::vector<std::string> uids;
    for (const auto* name : {"Altered", "Lost", "Untouched"}) {
        uids.push_back(create(site.staff, name));
        publish(site.staff, uids.back());
    }
    for (const auto& uid : uids) await_delivered(site.staff, uid);
    reconcile(site.staff);  // the first one publishes the framework, as the App has it
    site.staff.await(kApi + "/publications:summary", [](const Answer& answer) {
        return at(answer.json().root(), "queued").as_int() == 0;
    });
    const auto quiet = reconcile(site.staff);
    INFO(quiet);
    CHECK(quiet.find("0 missing, 0 older, 0 newer, 0 altered") != std::string::npos);
    CHECK(quiet.ends_with("; 0 queued"));

    auto& app = site.databases.app;
    app.sql("update catalogue.course set name = 'Strange' where uid = '" + uids[0] + "'");
    app.sql("delete from catalogue.course where uid = '" + uids[1] + "'");
    const auto repairing = reconcile(site.staff);
    INFO(repairing);
    CHECK(repairing.find("1 missing, 0 older, 0 newer, 1 altered") != std::string::npos);
    CHECK(repairing.ends_with("; 2 queued"));
    for (const auto& uid : uids) await_delivered(site.staff, uid);
    CHECK(app.value("select name from catalogue.course where uid = '" + uids[0] + "'") == "Altered");
    CHECK(text_in(site.await_public(public_path(uids[1]), shown), "name") == "Lost");
    CHECK(reconcile(site.staff).ends_with("; 0 queued"));
}

TEST_CASE("staff see the schedules that the CMS brings along", "[schedules]") {
    CmsSite site;
    const auto listed = site.staff.await(kApi + "/schedules", [](const Answer& answer) {
        return answer.status == 200 && !each(answer.json(), "name").empty();
    });
    const auto schedules = listed.json();
    CHECK(
        each(schedules, "name") ==
        std::vector<std::string>{"\"reconciliation\"", "\"upkeep-bin\"", "\"upkeep-staff\""}
    );
    CHECK(
        each(schedules, "cron") ==
        std::vector<std::string>{"\"*/15 * * * *\"", "\"40 3 * * *\"", "\"20 * * * *\""}
    );
    CHECK(
        each(schedules, "kind") ==
        std::vector<std::string>{"\"publication.reconcile\"", "\"upkeep.bin\"", "\"upkeep.staff\""}
    );
    for (const auto& next : each(schedules, "next_fire_at")) CHECK(next != "null");
}
