// Publications on their way while the App, the network, a clock or a disk fails.
#include "core/base/time_zone.hpp"
#include "publication_record.hpp"
#include "staff_work.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;
using core::http::Method;
using Clock = std::chrono::steady_clock;

namespace {

/// Of everything published from here on.
PublicationRecord record_of(Split& split) {
    return {split.databases.app.conninfo(), split.databases.cms.conninfo()};
}

/// A publication that waits for its reason to pass.
void check_waiting(const Answer& publication) {
    INFO(publication.body);
    CHECK(text_in(publication, "delivery/state") == "queued");
    CHECK_FALSE(text_in(publication, "delivery/failure/detail").empty());
}

}  // namespace

TEST_CASE(
    "what is published while the App is away waits, with the reason, and arrives in order", "[outage]"
) {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    const auto record = record_of(split);
    site.app.start();
    site.worker.start();
    const auto changed = create(staff, "first");
    const auto removed = create(staff, "second");
    publish(staff, changed);
    publish(staff, removed);
    check_waiting(await_reason(staff, changed, "app-unreachable"));
    rename(staff, changed, "newest");
    publish(staff, changed);
    unpublish(staff, removed);
    check_waiting(await_reason(staff, changed, "app-unreachable"));
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
    CHECK(record.faults({}).empty());
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
    const auto record = record_of(split);
    auto silence = std::make_unique<SilentListener>(site.ingest_port.number());
    site.worker.start();
    const auto uid = create(staff, "delayed");
    publish(staff, uid);
    const auto asked = Clock::now();
    create(staff, "made meanwhile");
    CHECK(Clock::now() - asked < std::chrono::seconds(2));
    check_waiting(await_reason(staff, uid, "app-unreachable"));
    rename(staff, uid, "edited meanwhile");
    publish(staff, uid);

    silence.reset();
    site.ingest.start();
    await_delivered(staff, uid);
    CHECK(split.name_in_app(uid) == "edited meanwhile");
    CHECK(record.faults({}).empty());
}

TEST_CASE("deliveries that come twice or too late change nothing", "[outage]") {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    const auto record = record_of(split);
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
    const auto version = [&] { return split.databases.app.value("select version from catalogue.version"); };
    const auto before = version();
    const auto outcome = [&](const std::string& body) {
        const auto answer = network.put(target, body);
        INFO(answer.body);
        CHECK(answer.status == 200);
        return text_in(answer, "outcome");
    };
    CHECK(outcome(newest) == "unchanged");
    CHECK(outcome(old) == "stale");
    CHECK(outcome(newest) == "unchanged");
    const auto late = network.send(Method::delete_, target + "?revision=1", "");
    CHECK(at(late.json().root(), "outcome").as_string() == "stale");
    CHECK(version() == before);
    CHECK(split.name_in_app(uid) == "new");

    unpublish(staff, uid);
    await_delivered(staff, uid);
    const auto after_removal = version();
    CHECK(outcome(newest) == "stale");
    CHECK(version() == after_removal);
    CHECK(record.faults({}).empty());
}

TEST_CASE("a request that is captured and sent again is refused, or changes nothing", "[outage]") {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    site.ingest.start();
    site.worker.start();
    const auto uid = create(staff, "published");
    publish(staff, uid);
    await_delivered(staff, uid);
    site.worker.kill();
    const auto target = "/internal/v1/courses/" + uid + "?revision=1000";
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto signature = core::auth::ServiceSigner(service_key()).sign("DELETE", target, "", now);
    Caller captor;
    const auto send = [&] {
        auto answer =
            captor.call({Method::delete_, site.ingest_port.url(target), {{"Authorization", signature}}, ""});
        REQUIRE(answer.has_value());
        return std::move(*answer);
    };
    const auto removed = [&] {
        return split.databases.app.value(
            "select revision from catalogue.removed_course where uid = '" + uid + "'"
        );
    };
    CHECK(send().status == 200);
    CHECK(removed() == "1000");
    const auto again = send();
    CHECK(again.status == 401);
    CHECK(text_in(again, "code") == "signature-replayed");
    // A process remembers what it has let in, and another one, or the same after a restart, does not.
    site.ingest.kill();
    site.ingest.start();
    const auto version = split.databases.app.value("select version from catalogue.version");
    const auto forgotten = send();
    CHECK(forgotten.status == 200);
    CHECK(text_in(forgotten, "outcome") == "stale");
    CHECK(split.databases.app.value("select version from catalogue.version") == version);
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
        check_waiting(await_reason(staff, uid, "signature-expired"));
        CHECK(split.name_in_app(uid).empty());
        site.worker.kill();
        site.worker.start();
        await_delivered(staff, uid);
        site.worker.kill();
    }
}

TEST_CASE("told that a disk is full, nothing is half done, and all goes on once there is room", "[outage]") {
    Split split;
    auto& staff = split.staff();
    auto& site = split.site;
    site.ingest.start();
    site.worker.start();
    const auto uid = create(staff, "before");
    auto& own = split.databases.cms;
    auto& app = split.databases.app;
    // What PostgreSQL says when it cannot make a file longer.
    const std::string_view full =
        "create function public.full_disk() returns trigger language plpgsql as $$ begin"
        " raise exception 'could not extend file: No space left on device' using errcode = '53100';"
        " end $$;";

    own.sql(
        std::string(full) +
        "create trigger full_disk before insert on audit.entry execute function full_disk()"
    );
    const auto path = kApi + "/courses/" + uid;
    const auto version = version_of(staff.get(path));
    const auto edit = staff.send(Method::patch, path, R"({"name":"lost"})", version);
    const auto publication = staff.post(path + "/publication", "{}", version);
    for (const auto* refused : {&edit, &publication}) {
        INFO(refused->body);
        CHECK(refused->status == 503);
        CHECK(text_in(*refused, "code") == "database-full");
        CHECK_FALSE(refused->header("Retry-After").empty());
    }
    CHECK(version_of(staff.get(path)) == version);
    CHECK(own.value("select count(*) from editorial.publication") == "0");
    own.sql("drop trigger full_disk on audit.entry");
    rename(staff, uid, "after");

    app.sql(
        std::string(full) +
        "create trigger full_disk before insert on catalogue.course execute function full_disk()"
    );
    publish(staff, uid);
    check_waiting(await_reason(staff, uid, "database-full"));
    CHECK(split.name_in_app(uid).empty());
    app.sql("drop trigger full_disk on catalogue.course");
    await_delivered(staff, uid);
    CHECK(split.name_in_app(uid) == "after");
}
