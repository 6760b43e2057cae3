// What goes on, and what is said, while a part of the whole is away.
#include "staff_work.hpp"
#include "support/private_cluster.hpp"

#include <catch2/catch.hpp>

using namespace tests;

using Clock = std::chrono::steady_clock;

TEST_CASE("without the App's database the CMS starts, edits, and says what it lacks", "[outage]") {
    const PrivateCluster cluster;
    const auto app = cluster.create_database("app");
    TestDatabase own;
    prepare_databases(app, own.conninfo());
    cluster.crash();
    SplitSite site(app, own.conninfo());
    site.cms.start();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    Caller operators;
    const auto readiness = site.cms.service().url("/readyz", "metrics_port");

    const auto degraded = operators.get(readiness);
    CHECK(degraded.status == 200);
    CHECK(text_in(degraded, "status") == "degraded");
    CHECK(at(degraded.json().root(), "dependencies/app_database/status").as_string() == "unavailable");
    CHECK(at(degraded.json().root(), "dependencies/cms_database/status").as_string() == "ok");
    const auto made = staff.post(kApi + "/courses", R"({"name":"Without a framework"})");
    REQUIRE(made.status == 201);
    const std::string uid(at(made.json().root(), "uid").as_string().value());
    rename(staff, uid, "Edited without a framework");
    CHECK(staff.get(kApi + "/courses").status == 200);
    CHECK(staff.get(kApi + "/inbox").status == 200);
    for (const std::string path : {"/cms/api/v1/framework", "/api/v1/framework", "/api/v1/courses"}) {
        const auto lacking = staff.get(path);
        INFO(path << " " << lacking.body);
        CHECK(lacking.status == 503);
        CHECK_FALSE(text_in(lacking, "code").empty());
        CHECK_FALSE(lacking.header("Retry-After").empty());
    }
    const auto tagged = staff.post(kApi + "/courses", complete_course("tagged"));
    CHECK(tagged.status == 503);
    CHECK(text_in(tagged, "code") == "framework-unavailable");

    cluster.resume();
    operators.await(readiness, [](const Answer& a) { return text_in(a, "status") == "ready"; });
    staff.await("/api/v1/framework", [](const Answer& a) { return a.status == 200; });
    staff.await(kApi + "/framework", [](const Answer& a) { return a.status == 200; });
    create(staff, "tagged");

    // Lost while it runs: what was read stays of use.
    cluster.crash();
    operators.await(readiness, [](const Answer& a) { return text_in(a, "status") == "degraded"; });
    create(staff, "tagged-again");
    CHECK(staff.get("/api/v1/framework").status == 200);
    cluster.resume();
    operators.await(readiness, [](const Answer& a) { return text_in(a, "status") == "ready"; });
}

TEST_CASE("without its own database the CMS says so at once and comes back by itself", "[outage]") {
    const PrivateCluster cluster;
    const auto own = cluster.create_database("cms");
    TestDatabase app;
    prepare_databases(app.conninfo(), own);
    SplitSite site(app.conninfo(), own);
    site.app.start();
    site.cms.start();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    const auto kept = kApi + "/courses/" + create(staff, "kept");
    Caller caller;
    const auto operators = [&](std::string_view target) {
        return site.cms.service().url(target, "metrics_port");
    };
    const auto shown = site.public_port.url("/api/v1/courses?limit=1");
    caller.await(shown, [](const Answer& a) { return a.status == 200; });

    cluster.crash();
    for (int i = 0; i < 10; ++i) {
        const auto asked = Clock::now();
        const auto refused = staff.get(kept);
        CHECK(Clock::now() - asked < std::chrono::seconds(1));
        INFO(refused.body);
        CHECK(refused.status == 503);
        CHECK(refused.header("Content-Type").starts_with("application/problem+json"));
        CHECK_FALSE(refused.header("Retry-After").empty());
    }
    CHECK(staff.get("/api/v1/framework").status == 503);  // nobody can be let in
    CHECK(caller.get(operators("/livez")).status == 200);
    const auto unready = caller.get(operators("/readyz"));
    CHECK(unready.status == 503);
    CHECK(text_in(unready, "status") == "unavailable");
    CHECK(caller.get(shown).status == 200);

    cluster.resume();
    const auto back = Clock::now();
    const auto found = staff.await(kept, [](const Answer& a) { return a.status == 200; });
    CHECK(Clock::now() - back < std::chrono::seconds(5));
    CHECK(at(found.json().root(), "name").as_string() == "kept");
    CHECK(caller.await(operators("/readyz"), [](const Answer& a) { return a.status == 200; }).status == 200);

    site.cms.kill();
    CHECK(caller.get(shown).status == 200);
    CHECK(caller.get(site.public_port.url("/")).status == 200);
    CHECK(caller.get(site.app.service().url("/readyz", "metrics_port")).status == 200);

    cluster.crash();
    site.cms.start();  // without its database
    CHECK(caller.get(operators("/readyz")).status == 503);
    cluster.resume();
    caller.await(operators("/readyz"), [](const Answer& a) { return a.status == 200; });
    StaffWeb again(site.cms.service());
    again.log_in("admin", kAdminPassword);
    CHECK(again.get(kept).status == 200);
}

TEST_CASE("without the scraper its pages say so and the rest goes on", "[outage]") {
    const ReservedPort nobody;
    Split split({{"CMS_SCRAPER_URL", nobody.url()}});
    auto& staff = split.staff();
    const auto refused = staff.get(kApi + "/spiders");
    INFO(refused.body);
    CHECK(refused.status == 503);
    CHECK(text_in(refused, "code") == "scraper-unavailable");
    CHECK(staff.get(kApi + "/inbox").status == 200);
    create(staff, "by hand");
}

TEST_CASE("on a disk that is full, edits are refused, and none that was acknowledged is lost", "[outage]") {
    const auto cluster = PrivateCluster::on_small_disk();
    if (!cluster) {
        WARN("skipped: only root may mount a small disk");
        return;
    }
    const auto own = cluster->create_database("cms");
    TestDatabase app;
    prepare_databases(app.conninfo(), own);
    SplitSite site(app.conninfo(), own);
    site.cms.start();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    std::vector<std::string> kept{create(staff, "while there is room")};

    cluster->fill_disk();
    // What has room left in its last page is taken for a while.
    constexpr int kRefusals = 5;
    int refusals = 0;
    for (int i = 0; i < 2'000 && refusals < kRefusals; ++i) {
        const auto answer = staff.post(kApi + "/courses", complete_course("on a full disk"));
        INFO(answer.body);
        if (answer.status == 201) {
            kept.push_back(text_in(answer, "uid"));
            continue;
        }
        ++refusals;
        REQUIRE(answer.status == 503);
        CHECK(text_in(answer, "code") == "database-full");
        CHECK_FALSE(answer.header("Retry-After").empty());
    }
    CHECK(refusals == kRefusals);
    CHECK(staff.get(kApi + "/courses").status == 200);

    cluster->clear_disk();
    kept.push_back(create(staff, "with room again"));
    CHECK(ask(own, "select count(*) from editorial.course") == std::to_string(kept.size()));
    for (const auto& uid : kept) CHECK(staff.get(kApi + "/courses/" + uid).status == 200);
}
