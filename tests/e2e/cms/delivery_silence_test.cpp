// The App's database falls silent while staff publish.
#include "staff_work.hpp"
#include "support/database_route.hpp"

#include <catch2/catch.hpp>

using namespace tests;

TEST_CASE("what is published while the App's database is silent waits, says why, and arrives", "[outage]") {
    TwoDatabases databases;
    DatabaseRoute route(databases.app.conninfo());
    SplitSite site(route.conninfo(), databases.cms.conninfo());
    site.start_all();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    const auto name_in_app = [&](const std::string& uid) {
        return databases.app.value("select name from catalogue.course where uid = '" + uid + "'");
    };
    const auto changed = create(staff, "first");
    publish(staff, changed);
    await_delivered(staff, changed);

    route.swallow();
    rename(staff, changed, "second");
    publish(staff, changed);
    const auto added = create(staff, "made in silence");
    publish(staff, added);
    const auto waiting = staff.await(kApi + "/courses/" + changed + "/publication", [](const Answer& answer) {
        return answer.body.find("\"failure\":{") != std::string::npos;
    });
    INFO(waiting.body);
    CHECK(text_in(waiting, "delivery/state") == "queued");
    CHECK_FALSE(text_in(waiting, "delivery/failure/detail").empty());
    CHECK(
        at(waiting.json().root(), "delivery/delivered_revision").as_int() <
        at(waiting.json().root(), "delivery/revision").as_int()
    );
    rename(staff, changed, "third");
    publish(staff, changed);
    CHECK(name_in_app(changed) == "first");
    CHECK(name_in_app(added).empty());

    route.forward(DatabaseRoute::Old::stay_silent);
    await_delivered(staff, changed);
    await_delivered(staff, added);
    CHECK(name_in_app(changed) == "third");
    CHECK(name_in_app(added) == "made in silence");
    Caller visitor;
    visitor.await(site.public_port.url("/api/v1/courses/" + changed), [](const Answer& answer) {
        return answer.status == 200 && text_in(answer, "name") == "third";
    });
}
