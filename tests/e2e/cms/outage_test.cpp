// What goes on, and what is said, while a part of the whole is away.
#include "core/base/time_zone.hpp"
#include "split_site.hpp"
#include "support/private_cluster.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;
using core::http::Method;

namespace {

const std::string kApi = "/cms/api/v1";
using Clock = std::chrono::steady_clock;

std::string code_of(const Answer& answer) {
    return std::string(at(answer.json().root(), "code").as_string().value_or(""));
}

std::string status_of(const Answer& readiness) {
    return std::string(at(readiness.json().root(), "status").as_string().value_or(""));
}

std::string course(std::string_view name) {
    return fmt::format(
        R"({{"name":"{}","cost":{{"kind":"free"}},"area_ids":[1],"level_id":1,"format_id":1,"provider":"P",)"
        R"("url":"https://example.org/c","cpd":{{"kind":"private"}},"ongoing":true,"duration_days":"1.0"}})",
        name
    );
}

/// Makes a complete course; its uid.
std::string create(StaffWeb& staff, std::string_view name) {
    const auto made = staff.post(kApi + "/courses", course(name));
    INFO(made.body);
    REQUIRE(made.status == 201);
    return std::string(at(made.json().root(), "uid").as_string().value());
}

void rename(StaffWeb& staff, const std::string& uid, std::string_view name) {
    const auto path = kApi + "/courses/" + uid;
    const auto body = fmt::format(R"({{"name":"{}"}})", name);
    REQUIRE(staff.send(Method::patch, path, body, version_of(staff.get(path))).status == 200);
}

void publish(StaffWeb& staff, const std::string& uid) {
    const auto path = kApi + "/courses/" + uid;
    const auto answer = staff.post(path + "/publication", "{}", version_of(staff.get(path)));
    INFO(answer.body);
    REQUIRE(answer.status == 202);
}

void unpublish(StaffWeb& staff, const std::string& uid) {
    const auto path = kApi + "/courses/" + uid;
    REQUIRE(
        staff.send(Method::delete_, path + "/publication", "", version_of(staff.get(path))).status == 202
    );
}

/// Waits for the delivery of a course's publication to fail for a reason; it is queued all the while.
void await_reason(StaffWeb& staff, const std::string& uid, const std::string& code) {
    const auto answer = staff.await(kApi + "/courses/" + uid + "/publication", [&](const Answer& a) {
        return a.body.find("\"code\":\"" + code + "\"") != std::string::npos;
    });
    CHECK(at(answer.json().root(), "delivery/state").as_string() == "queued");
    CHECK_FALSE(at(answer.json().root(), "delivery/failure/detail").as_string()->empty());
}

void await_delivered(StaffWeb& staff, const std::string& uid) {
    const auto answer = staff.await(kApi + "/courses/" + uid + "/publication", [](const Answer& a) {
        return at(a.json().root(), "delivery/state").as_string() == "delivered";
    });
    CHECK(
        at(answer.json().root(), "delivery/delivered_revision").as_int() ==
        at(answer.json().root(), "delivery/revision").as_int()
    );
}

/// Every process on two databases of the test cluster; none is started.
struct Split {
    explicit Split(const Settings& cms = {})
        : site(databases.app.conninfo(), databases.cms.conninfo(), cms) {}

    /// Starts the CMS and signs in.
    StaffWeb& staff() {
        site.cms.start();
        site.cms.service().process().wait_for_line("the first administrator was made");
        staff_ = std::make_unique<StaffWeb>(site.cms.service());
        staff_->log_in("admin", kAdminPassword);
        return *staff_;
    }

    [[nodiscard]] std::string catalogue_version() {
        return databases.app.value("select version from catalogue.version");
    }

    TwoDatabases databases;
    SplitSite site;

private:
    std::unique_ptr<StaffWeb> staff_;
};

}  // namespace

TEST_CASE("without the App's database the CMS starts, edits, and says what it lacks", "[outage]") {
    const PrivateCluster cluster;
    const auto app = cluster.create_database("app");
    TestDatabase own;
    prepare_databases(app, own.conninfo());
    cluster.crash();
    SplitSite site(app, own.conninfo());
    site.cms.start();
    site.cms.service().process().wait_for_line("the first administrator was made");
    StaffWeb staff(site.cms.service());
    staff.log_in("admin", kAdminPassword);
    Caller operators;
    const auto readiness = site.cms.service().url("/readyz", "metrics_port");

    const auto degraded = operators.get(readiness);
    CHECK(degraded.status == 200);
    CHECK(status_of(degraded) == "degraded");
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
        CHECK_FALSE(code_of(lacking).empty());
        CHECK_FALSE(lacking.header("Retry-After").empty());
    }
    const auto tagged = staff.post(kApi + "/courses", course("tagged"));
    CHECK(tagged.status == 503);
    CHECK(code_of(tagged) == "framework-unavailable");

    cluster.resume();
    operators.await(readiness, [](const Answer& a) { return status_of(a) == "ready"; });
    staff.await("/api/v1/framework", [](const Answer& a) { return a.status == 200; });
    staff.await(kApi + "/framework", [](const Answer& a) { return a.status == 200; });
    create(staff, "tagged");

    // Lost while it runs: what was read stays of use.
    cluster.crash();
    operators.await(readiness, [](const Answer& a) { return status_of(a) == "degraded"; });
    create(staff, "tagged-again");
    CHECK(staff.get("/api/v1/framework").status == 200);
    cluster.resume();
    operators.await(readiness, [](const Answer& a) { return status_of(a) == "ready"; });
}

TEST_CASE("without its own database the CMS says so at once and comes back by itself", "[outage]") {
    const PrivateCluster cluster;
    const auto own = cluster.create_database("cms");
    TestDatabase app;
    prepare_databases(app.conninfo(), own);
    SplitSite site(app.conninfo(), own);
    site.app.start();
    site.cms.start();
    site.cms.service().process().wait_for_line("the first administrator was made");
    StaffWeb staff(site.cms.service());
    staff.log_in("admin", kAdminPassword);
    const auto uid = create(staff, "kept");
    Caller caller;
    const auto operators = [&](std::string_view target) {
        return site.cms.service().url(target, "metrics_port");
    };
    const auto shown = site.public_port.url("/api/v1/courses?limit=1");
    caller.await(shown, [](const Answer& a) { return a.status == 200; });

    cluster.crash();
    for (int i = 0; i < 10; ++i) {
        const auto asked = Clock::now();
        const auto refused = staff.get(kApi + "/courses/" + uid);
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
    CHECK(status_of(unready) == "unavailable");
    CHECK(caller.get(shown).status == 200);

    cluster.resume();
    const auto back = Clock::now();
    const auto found = staff.await(kApi + "/courses/" + uid, [](const Answer& a) { return a.status == 200; });
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
    CHECK(again.get(kApi + "/courses/" + uid).status == 200);
}

TEST_CASE(
    "what is published while the App is away waits, with the reason, and arrives in order", "[outage]"
) {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    site.app.start();
    site.worker.start();
    const auto changed = create(staff, "first");
    const auto removed = create(staff, "second");
    publish(staff, changed);
    publish(staff, removed);
    await_reason(staff, changed, "app-unreachable");
    rename(staff, changed, "newest");
    publish(staff, changed);
    unpublish(staff, removed);
    await_reason(staff, changed, "app-unreachable");
    const auto summary = staff.get(kApi + "/publications:summary");
    INFO(summary.body);
    CHECK(at(summary.json().root(), "queued").as_int() == 2);

    site.ingest.start();
    await_delivered(staff, changed);
    await_delivered(staff, removed);
    Caller visitor;
    const auto shown = visitor.await(site.public_port.url("/api/v1/courses/" + changed), [](const Answer& a) {
        return a.status == 200;
    });
    CHECK(at(shown.json().root(), "name").as_string() == "newest");
    CHECK(visitor.get(site.public_port.url("/api/v1/courses/" + removed)).status != 200);
    // Nothing is left that could arrive late.
    CHECK(
        split.databases.cms.value("select count(*) from editorial.publication where state <> 'delivered'") ==
        "0"
    );
}

TEST_CASE("a network that swallows everything delays publications and nothing else", "[outage]") {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    auto silence = std::make_unique<SilentListener>(site.ingest_port.number());
    site.worker.start();
    const auto uid = create(staff, "delayed");
    publish(staff, uid);
    const auto asked = Clock::now();
    create(staff, "made meanwhile");
    CHECK(Clock::now() - asked < std::chrono::seconds(2));
    await_reason(staff, uid, "app-unreachable");
    rename(staff, uid, "edited meanwhile");
    publish(staff, uid);

    silence.reset();
    site.ingest.start();
    await_delivered(staff, uid);
    CHECK(
        split.databases.app.value("select name from catalogue.course where uid = '" + uid + "'") ==
        "edited meanwhile"
    );
}

TEST_CASE("deliveries that come twice or too late change nothing", "[outage]") {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    site.ingest.start();
    site.worker.start();
    const auto uid = create(staff, "old");
    publish(staff, uid);
    await_delivered(staff, uid);
    const auto document = [&] {
        return split.databases.cms.value(
            "select document from editorial.publication where uid = '" + uid + "'"
        );
    };
    const auto old = document();
    rename(staff, uid, "new");
    publish(staff, uid);
    await_delivered(staff, uid);
    const auto newest = document();
    REQUIRE(old != newest);

    SigningWeb network(site.ingest.service(), "ingest_port", service_key());
    const auto target = "/internal/v1/courses/" + uid;
    const auto version = split.catalogue_version();
    const auto outcome = [&](const std::string& body) {
        const auto answer = network.put(target, body);
        INFO(answer.body);
        CHECK(answer.status == 200);
        return std::string(at(answer.json().root(), "outcome").as_string().value_or(""));
    };
    CHECK(outcome(newest) == "unchanged");
    CHECK(outcome(old) == "stale");
    CHECK(outcome(newest) == "unchanged");
    const auto late = network.send(Method::delete_, target + "?revision=1", "");
    CHECK(at(late.json().root(), "outcome").as_string() == "stale");
    CHECK(split.catalogue_version() == version);
    CHECK(split.databases.app.value("select name from catalogue.course where uid = '" + uid + "'") == "new");

    unpublish(staff, uid);
    await_delivered(staff, uid);
    const auto after_removal = split.catalogue_version();
    CHECK(outcome(newest) == "stale");
    CHECK(split.catalogue_version() == after_removal);
}

TEST_CASE("a worker whose clock is wrong is refused clearly, and delivers once it is right", "[outage]") {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    site.ingest.start();
    for (const auto minutes : {-10, 10}) {
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        const auto clock = core::format_utc(now + std::chrono::minutes(minutes));
        site.worker.start({{"CMS_CLOCK", clock}});
        const auto uid = create(staff, "wrong clock");
        publish(staff, uid);
        await_reason(staff, uid, "signature-expired");
        CHECK(
            split.databases.app.value("select count(*) from catalogue.course where uid = '" + uid + "'") ==
            "0"
        );
        site.worker.kill();
        site.worker.start();
        await_delivered(staff, uid);
        site.worker.kill();
    }
}

TEST_CASE("without the scraper its pages say so and the rest goes on", "[outage]") {
    const ReservedPort nobody;
    Split split({{"CMS_SCRAPER_URL", nobody.url()}});
    auto& staff = split.staff();
    const auto refused = staff.get(kApi + "/spiders");
    INFO(refused.body);
    CHECK(refused.status == 503);
    CHECK(code_of(refused) == "scraper-unavailable");
    CHECK(staff.get(kApi + "/inbox").status == 200);
    create(staff, "by hand");
}
