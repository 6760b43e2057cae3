// The staff API's editorial half: inbox, courses, providers, publication.
#include "walks.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tests {

namespace {

std::string item(std::string_view run, int number) {
    return fmt::format(
        R"({{"url":"https://example.org/{0}/{1}","name":"{0} course {1}","provider":"A provider",)"
        R"("level":"Foundational","format":null,"cost":{{"kind":"free","amount":null}},"cpd":null,)"
        R"("ongoing":true,"duration_days":null,"dates":[],"provenance":{{}}}})",
        run,
        number
    );
}

std::string uid_in(const Answer& answer) {
    return std::string(at(answer.json().root(), "uid").as_string().value());
}

std::string one_course(std::string_view uid, std::int64_t version) {
    return fmt::format(R"("items":[{{"uid":"{}","version":{}}}])", uid, version);
}

}  // namespace

ContractWalk::Send sending(StaffWeb& staff) {
    return [&staff](core::http::Method method, const std::string& target, const Asked& asked) {
        if (method == core::http::Method::get) return staff.get(target, asked.headers);
        return staff.send(method, target, asked.body, asked.version, asked.headers);
    };
}

void hand_in_run(CmsSite& site, const std::string& run, const std::string& outcome) {
    const std::string target = "/internal/v1/scrapes/" + run;
    REQUIRE(
        site.scraper
            .put(target, R"({"spider":"calas","spider_version":"1","started_at":"2026-01-01T00:00:00Z"})")
            .status == 201
    );
    const auto items = fmt::format(R"({{"items":[{},{},{}]}})", item(run, 1), item(run, 2), item(run, 3));
    REQUIRE(site.scraper.put(target + "/items", items).status == 200);
    const auto closed = site.scraper.put(
        target + "/outcome",
        fmt::format(R"({{"outcome":"{}","reason":null,"pages":3,"items":3,"errors":0}})", outcome)
    );
    INFO(closed.body);
    REQUIRE(closed.status == 200);
}

std::string Office::draft(const std::string& name) {
    const auto made = walk.expect(
        "createCourse",
        201,
        {.body = fmt::format(
             R"({{"name":"{}","url":"https://example.org/course","provider":"A provider","level_id":1,)"
             R"("format_id":2,"cost":{{"kind":"fixed","amount":"12.50"}},"cpd":{{"kind":"tbc"}},)"
             R"("dates":[{{"starts_at":"2031-03-05T09:00:00+08:00"}}],"area_ids":[1],"competency_ids":[]}})",
             name
         )}
    );
    return uid_in(made);
}

std::int64_t Office::version(const std::string& uid) {
    return version_of(walk.expect("getEditorialCourse", 200, {.path = {uid}}));
}

void walk_inbox(Office office) {
    auto& walk = office.walk;
    hand_in_run(office.site, "walk-1", "complete");
    const auto list = walk.expect("listInbox", 200);
    const auto ids = each(list.json(), "id");
    REQUIRE(ids.size() == 3);
    walk.expect("listInbox", 200, {.query = "?limit=1&state=new"});
    const auto version = [&](const std::string& id) {
        return version_of(walk.expect("getInboxEntry", 200, {.path = {id}}));
    };
    const std::string all = R"({"fields":"all"})";
    walk.expect("acceptInboxEntry", 201, {.path = {ids[0]}, .body = all, .version = version(ids[0])});
    const auto uid = office.draft("Linked");
    const auto linked = fmt::format(R"({{"fields":["name"],"keep":["url"],"course_uid":"{}"}})", uid);
    walk.expect("acceptInboxEntry", 200, {.path = {ids[1]}, .body = linked, .version = version(ids[1])});

    const std::string reason = R"({"reason":"not for us"})";
    const auto rejected =
        walk.expect("rejectInboxEntry", 200, {.path = {ids[2]}, .body = reason, .version = version(ids[2])});
    walk.expect("acceptInboxEntry", 409, {.path = {ids[2]}, .body = all, .version = version_of(rejected)});
    walk.expect("rejectInboxEntry", 409, {.path = {ids[2]}, .body = reason, .version = version_of(rejected)});
    const auto reopened =
        walk.expect("reopenInboxEntry", 200, {.path = {ids[2]}, .version = version_of(rejected)});
    walk.expect("reopenInboxEntry", 409, {.path = {ids[2]}, .version = version_of(reopened)});
    const auto bulk = fmt::format(
        R"({{"action":"reject","reason":"no","items":[{{"id":{},"version":{}}},{{"id":999999,"version":1}}]}})",
        ids[2],
        version_of(reopened)
    );
    walk.expect("decideInboxEntries", 200, {.body = bulk});
}

void walk_runs_and_sources(Office office) {
    auto& walk = office.walk;
    hand_in_run(office.site, "walk-2", "suspicious");
    hand_in_run(office.site, "walk-3", "suspicious");
    walk.expect("listScrapeRuns", 200, {.query = "?limit=1"});
    const auto version = [&](const std::string& run) {
        return version_of(walk.expect("getScrapeRun", 200, {.path = {run}}));
    };
    const std::string keep = R"({"mark_gone":false})";
    const auto released = walk.expect(
        "releaseScrapeRun", 200, {.path = {"walk-2"}, .body = keep, .version = version("walk-2")}
    );
    walk.expect("discardScrapeRun", 200, {.path = {"walk-3"}, .version = version("walk-3")});
    walk.expect("releaseScrapeRun", 409, {.path = {"walk-2"}, .body = keep, .version = version_of(released)});
    walk.expect("discardScrapeRun", 409, {.path = {"walk-2"}, .version = version_of(released)});

    walk.expect("listSources", 200);
    const auto rules = walk.expect("getSourceRules", 200, {.path = {"calas"}});
    const auto replaced = walk.expect(
        "replaceSourceRules",
        200,
        {.path = {"calas"}, .body = R"({"rules":{"cost":"accept"}})", .version = version_of(rules)}
    );
    walk.expect("deleteSourceRules", 200, {.path = {"calas"}, .version = version_of(replaced)});
}

void walk_courses(Office office) {
    auto& walk = office.walk;
    const auto uid = office.draft("Drafting");
    const auto other = office.draft("Drafting again");
    walk.expect("listEditorialCourses", 200, {.query = "?state=draft&limit=1&sort=name"});
    walk.expect("checkCourse", 200, {.path = {uid}});
    walk.expect("listPossibleDuplicates", 200, {.path = {uid}});
    walk.expect("previewCourse", 200, {.path = {uid}});
    const auto nameless = walk.expect("createCourse", 201, {.body = R"({"name":"No more than a name"})"});
    walk.expect("previewCourse", 422, {.path = {uid_in(nameless)}});
    walk.expect("checkCourse", 200, {.path = {uid_in(nameless)}});

    const auto first = office.version(uid);
    const auto edited = walk.expect(
        "editCourse", 200, {.path = {uid}, .body = R"({"duration_days":"1.5"})", .version = first}
    );
    walk.expect("editCourse", 412, {.path = {uid}, .body = R"({"duration_days":2})", .version = first});
    walk.expect(
        "editCourse", 422, {.path = {uid}, .body = R"({"level_id":99})", .version = version_of(edited)}
    );

    const auto tagging = R"({"action":"tag",)" + one_course(uid, version_of(edited)) + R"(,"area_ids":[2]})";
    const auto tagged = walk.expect("changeCourses", 200, {.body = tagging});
    CHECK(at(tagged.json().root(), "done").as_int() == 1);
    walk.expect("changeCourses", 200, {.body = tagging});  // stale by now: refused one by one

    const auto merge =
        fmt::format(R"({{"into":"{}","into_version":{},"fields":["url"]}})", uid, office.version(uid));
    walk.expect("mergeCourse", 200, {.path = {other}, .body = merge, .version = office.version(other)});
    const auto again =
        fmt::format(R"({{"into":"{}","into_version":{},"fields":[]}})", uid, office.version(uid));
    walk.expect("mergeCourse", 409, {.path = {other}, .body = again, .version = office.version(other)});

    walk.expect("binCourse", 200, {.path = {uid}, .version = office.version(uid)});
    walk.expect(
        "editCourse", 409, {.path = {uid}, .body = R"({"name":"X"})", .version = office.version(uid)}
    );
    walk.expect("restoreCourse", 200, {.path = {uid}, .version = office.version(uid)});
    walk.expect("restoreCourse", 409, {.path = {uid}, .version = office.version(uid)});
    const std::string reason = R"({"reason":"not for us"})";
    walk.expect("rejectCourse", 200, {.path = {uid}, .body = reason, .version = office.version(uid)});
}

void walk_revisions(Office office) {
    auto& walk = office.walk;
    const auto uid = office.draft("Revised");
    walk.expect(
        "editCourse", 200, {.path = {uid}, .body = R"({"name":"Anew"})", .version = office.version(uid)}
    );
    walk.expect("listRevisions", 200, {.path = {uid}, .query = "?limit=1"});
    walk.expect("getRevision", 200, {.path = {uid, "1"}});
    walk.expect("getRevisionDifference", 200, {.path = {uid, "2"}});
    walk.expect("getRevisionDifference", 200, {.path = {uid, "1"}});
    walk.expect("restoreRevision", 200, {.path = {uid, "1"}, .version = office.version(uid)});
    walk.expect("binCourse", 200, {.path = {uid}, .version = office.version(uid)});
    walk.expect("restoreRevision", 409, {.path = {uid, "1"}, .version = office.version(uid)});
}

void walk_providers(Office office) {
    auto& walk = office.walk;
    const std::string body = R"({"name":"Northgate","website":"https://example.org","aliases":["NG"]})";
    const auto first = walk.expect("createProvider", 201, {.body = body});
    walk.expect("createProvider", 409, {.body = body});
    const auto second = walk.expect("createProvider", 201, {.body = R"({"name":"Southgate"})"});
    const auto id = text_of(at(first.json().root(), "id"));
    const auto other = text_of(at(second.json().root(), "id"));
    walk.expect("getEditorialProvider", 200, {.path = {id}});
    walk.expect("listEditorialProviders", 200, {.query = "?q=gate&limit=1"});
    const auto edited = walk.expect(
        "editProvider", 200, {.path = {id}, .body = R"({"name":"North Gate"})", .version = version_of(first)}
    );
    walk.expect(
        "editProvider", 409, {.path = {id}, .body = R"({"name":"Southgate"})", .version = version_of(edited)}
    );
    const auto into = R"({"into":)" + id + "}";
    walk.expect("mergeProvider", 200, {.path = {other}, .body = into, .version = version_of(second)});
}

void walk_publication(Office office) {
    auto& walk = office.walk;
    const auto uid = office.draft("Published");
    const auto incomplete = uid_in(walk.expect("createCourse", 201, {.body = R"({"name":"Incomplete"})"}));
    walk.expect("publishCourse", 422, {.path = {incomplete}, .version = office.version(incomplete)});
    walk.expect("unpublishCourse", 409, {.path = {uid}, .version = office.version(uid)});

    const std::string times =
        R"({"publish_at":"2030-01-01T00:00:00Z","unpublish_at":"2030-06-01T00:00:00Z"})";
    const auto scheduled =
        walk.expect("publishCourse", 200, {.path = {uid}, .body = times, .version = office.version(uid)});
    const auto cleared =
        walk.expect("cancelCourseSchedule", 200, {.path = {uid}, .version = version_of(scheduled)});
    const auto published = walk.expect("publishCourse", 202, {.path = {uid}, .version = version_of(cleared)});
    const auto id = text_of(at(published.json().root(), "delivery/id"));
    office.site.staff.await("/cms/api/v1/publications/" + id, [](const Answer& answer) {
        return answer.body.find("\"delivered\"") != std::string::npos;
    });
    walk.expect("getCoursePublication", 200, {.path = {uid}});
    walk.expect("getPublication", 200, {.path = {id}});
    walk.expect("retryPublication", 409, {.path = {id}});
    walk.expect("listPublications", 200, {.query = "?limit=1&kind=course"});
    walk.expect("getPublicationSummary", 200);
    const std::string reason = R"({"reason":"not for us"})";
    walk.expect("binCourse", 409, {.path = {uid}, .version = office.version(uid)});
    walk.expect("rejectCourse", 409, {.path = {uid}, .body = reason, .version = office.version(uid)});
    const auto taken_back =
        walk.expect("unpublishCourse", 202, {.path = {uid}, .version = office.version(uid)});
    walk.expect("binCourse", 200, {.path = {uid}, .version = version_of(taken_back)});
    walk.expect("publishCourse", 409, {.path = {uid}, .version = office.version(uid)});
    const auto both = office.draft("Among many");
    const auto bulk = R"({"action":"publish",)" + one_course(both, office.version(both)) + "}";
    walk.expect("publishCourses", 200, {.body = bulk});
    walk.expect("publishCourses", 200, {.body = bulk});  // stale by now: refused one by one
    walk.expect("startReconciliation", 202, {.body = R"({"remove_unknown":false})"});
}

void walk_delivery_failures(Office office) {
    const auto uid = office.draft("Undelivered");
    office.site.app.stop();
    const auto queued =
        office.walk.expect("publishCourse", 202, {.path = {uid}, .version = office.version(uid)});
    const auto id = text_of(at(queued.json().root(), "delivery/id"));
    office.walk.expect("retryPublication", 202, {.path = {id}});
}

}  // namespace tests
