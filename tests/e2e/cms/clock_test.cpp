// Clocks that are set while services run by them.
#include "core/base/time_zone.hpp"
#include "staff_work.hpp"
#include "support/private_cluster.hpp"
#include "support/stepped_clock.hpp"
#include "work_stream.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <thread>

using namespace tests;
using namespace std::chrono_literals;
using core::http::Method;

namespace {

constexpr auto kAWhile = 2s;

Settings operator+(Settings settings, const Settings& more) {
    settings.insert(more.begin(), more.end());
    return settings;
}

/// Makes a course that is to be published after `wait` and gives its uid.
std::string schedule(StaffWeb& staff, std::chrono::hours wait) {
    const auto uid = create(staff, "Scheduled");
    const auto path = kApi + "/courses/" + uid;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto body = fmt::format(R"({{"publish_at":"{}"}})", core::format_utc(now + wait));
    const auto answer = staff.post(path + "/publication", body, version_of(staff.get(path)));
    INFO(answer.body);
    REQUIRE(answer.status / 100 == 2);
    return uid;
}

/// Everything goes on for a while, deliveries among it.
void check_progress(const WorkStream& stream, std::string_view when) {
    const auto before = stream.done();
    std::this_thread::sleep_for(kAWhile);
    const auto after = stream.done();
    INFO(when);
    CHECK(after.edits > before.edits);
    CHECK(after.publications > before.publications);
    CHECK(after.items > before.items);
    CHECK(after.applied > before.applied);
}

}  // namespace

TEST_CASE("a machine whose clock jumps back and ahead loses nothing and does nothing twice", "[clock]") {
    if (!SteppedClock::works()) {
        WARN("skipped: under a sanitizer programs cannot be given another clock");
        return;
    }
    const SteppedClock clock;
    const PrivateCluster cluster(clock.settings());
    const auto own = cluster.create_database("cms");
    TestDatabase app;
    prepare_databases(app.conninfo(), own);
    // Editors stay logged in over the days that the clock jumps.
    SplitSite site(
        app.conninfo(),
        own,
        clock.settings() + Settings{{"CMS_SESSION_IDLE", "72h"}, {"CMS_SESSION_LIFETIME", "96h"}}
    );
    site.app.start(clock.settings());
    site.ingest.start(clock.settings());
    site.cms.start();
    site.worker.start();
    site.second_worker.start();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    const auto scheduled = schedule(staff, 12h);
    WorkStream stream(site, app.conninfo(), own, 3);
    const auto set_off = [&](std::chrono::seconds off) {
        clock.set_off(off);
        stream.scraper().set_clock_off(off);
    };
    check_progress(stream, "at the right time");
    // What is queued when it happens, and what a worker held that is no more, would be due in an hour.
    site.worker.kill();
    site.second_worker.kill();
    const auto queued = create(staff, "Queued");
    publish(staff, queued);
    set_off(-1h);
    site.worker.start();
    site.second_worker.start();
    await_delivered(staff, queued);
    check_progress(stream, "an hour back");
    CHECK(text_in(staff.get(kApi + "/courses/" + scheduled), "state") == "draft");
    set_off(24h);
    check_progress(stream, "a day ahead");
    await_delivered(staff, scheduled);
    set_off(0s);
    check_progress(stream, "at the right time again");
    stream.stop();
    const auto drained = stream.drain();
    const auto published = ask(
        own,
        "select count(*) from audit.entry where action = 'course.publish' and object_id = '" + scheduled + "'"
    );
    CHECK(published == "1");
    stream.check();
    CHECK(stream.reader().refusals() == 0);
    fmt::print("{}queue empty {:.1f} s after the last edit\n", stream.figures(), drained.count());
}

TEST_CASE("services whose clocks differ say so and go on once the clocks are right", "[clock]") {
    if (!SteppedClock::works()) {
        WARN("skipped: under a sanitizer programs cannot be given another clock");
        return;
    }
    const SteppedClock app_clock;
    const SteppedClock cms_clock;
    Split split(cms_clock.settings());
    auto& site = split.site;
    auto& staff = split.staff();
    site.app.start(app_clock.settings());
    site.ingest.start(app_clock.settings());
    site.worker.start();
    site.second_worker.start();
    WorkStream stream(site, split.databases.app.conninfo(), split.databases.cms.conninfo(), 4);
    stream.scraper().set_clock_off(0s);
    check_progress(stream, "at the right time");

    // The App's: staff and scrapers work on, publications wait.
    app_clock.set_off(-1h);
    const auto uid = create(staff, "Waits");
    publish(staff, uid);
    const auto waiting = await_reason(staff, uid, "signature-expired");
    CHECK(text_in(waiting, "delivery/state") == "queued");
    const auto before = stream.done();
    std::this_thread::sleep_for(kAWhile);
    const auto after = stream.done();
    CHECK(after.applied == before.applied);
    CHECK(after.edits > before.edits);
    CHECK(after.items > before.items);
    app_clock.set_off(0s);
    await_delivered(staff, uid);
    check_progress(stream, "the App's clock right again");

    // The CMS's: what is handed in is refused; a day ahead every session has ended.
    SigningWeb scraper(site.cms.service(), "hand_in_port", service_key());
    const std::string opening = R"({"spider":"s","spider_version":"1","started_at":"2026-01-01T00:00:00Z"})";
    cms_clock.set_off(-1h);
    const auto refused = scraper.put("/internal/v1/scrapes/clocks", opening);
    INFO(refused.body);
    CHECK(refused.status == 401);
    CHECK(text_in(refused, "code") == "signature-expired");
    CHECK(staff.get(kApi + "/courses").status == 200);
    cms_clock.set_off(0s);
    CHECK(scraper.put("/internal/v1/scrapes/clocks", opening).status / 100 == 2);
    check_progress(stream, "the CMS's clock right again");
    stream.stop();
    (void)stream.drain();
    stream.check();

    cms_clock.set_off(24h);
    CHECK(staff.get(kApi + "/courses").status == 401);
    staff.forget();
    staff.log_in("admin", kAdminPassword);
    CHECK(staff.get(kApi + "/courses").status == 200);
    cms_clock.set_off(0s);
    CHECK(staff.get(kApi + "/courses").status == 200);
}
