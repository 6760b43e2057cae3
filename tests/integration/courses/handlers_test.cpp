#include "cms_server/handlers/courses/courses_routes.hpp"
#include "core/base/json.hpp"
#include "core/http/query.hpp"
#include "courses_store.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using core::http::Method;
using core::json::Document;

namespace {

const core::Instant kNow{std::chrono::sys_days(std::chrono::year(2027) / 1 / 1)};

/// Calls the handlers as the guard would, without it: router, database and framework are real or faked here.
class Desk {
public:
    Desk() {
        core::data::DataSourceRouter router;
        router.own<core::data::CmsModel>(store.source);
        router.read_only<core::data::AppModel>(app);
        context.clock = &clock;
        context.routers.push_back(router);
        for (auto& route : cms::courses_routes(services)) {
            const auto handler = route.handler;
            router_.add(
                route.method,
                route.pattern,
                [this, handler](const core::http::Request& request) -> core::Task<core::http::Response> {
                    const cms::StaffCall call{request, member, context};
                    co_return co_await handler(call);
                },
                {.body_limit_bytes = route.body_limit_bytes}
            );
        }
    }

    /// `target` is relative to the API.
    core::http::Response call(
        Method method, std::string target, std::string body = {}, std::string if_match = {}
    ) {
        target_ = "/cms/api/v1" + target;
        if_match_ = if_match;
        core::http::Request request;
        request.method = method;
        request.target = target_;
        const auto mark = target_.find('?');
        request.path = std::string_view(target_).substr(0, mark);
        if (mark != std::string::npos) request.query = std::string_view(target_).substr(mark + 1);
        request.body = std::move(body);
        request.request_id = "r1";
        if (!if_match_.empty()) request.headers.push_back({"If-Match", if_match_});
        const auto match = router_.match(method, request.path, request.path_params);
        if (match.route == nullptr) throw std::logic_error("no such route: " + target_);
        const auto& handler = std::get<core::http::AsyncHandler>(match.route->handler);
        return store.run(handler(request));
    }

    /// Creates a course and gives its uid.
    std::string create(const std::string& body) {
        const auto response = call(Method::post, "/courses", body);
        REQUIRE(response.status == 201);
        return text(response, "uid");
    }

    static std::string text(const core::http::Response& response, std::string_view member) {
        const auto document = Document::parse(response.body_bytes()).value();
        return std::string(document.root().find(member).as_string().value_or(""));
    }

    static std::int64_t number(const core::http::Response& response, std::string_view member) {
        const auto document = Document::parse(response.body_bytes()).value();
        return document.root().find(member).as_int().value_or(-1);
    }

    tests::CoursesStore store;
    tests::FakeApp app;
    core::ManualClock clock{kNow};
    cms::FrameworkLookup lookup{clock, 1};
    cms::CourseServices services{lookup, {core::TimeZone::find("Asia/Singapore").value(), "SGD"}};
    cms::StaffMember member{1, "ann", cms::Role::editor};
    cms::Context context;

private:
    core::http::Router router_;
    std::string target_;
    std::string if_match_;
};

const std::string kCourse =
    R"({"name": "Drafting contracts", "url": "https://x.example/1", "provider": "Academy",
    "level_id": 2, "format_id": 1, "cost": {"kind": "fixed", "amount": "120.50"}, "cpd": {"kind": "points", "points": 3.5},
    "dates": [{"starts_at": "2027-03-05T09:00:00+08:00"}], "duration_days": 1.5, "area_ids": [2, 1], "competency_ids": [1]})";

bool holds(const core::http::Response& response, std::string_view text) {
    return response.body_bytes().find(text) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a course is created, shown as the API shows courses, and found in the list") {
    Desk desk;
    const auto created = desk.call(Method::post, "/courses", kCourse);
    CHECK(created.status == 201);
    CHECK(created.etag == "v1");
    const auto uid = Desk::text(created, "uid");
    CHECK(created.fields().find("Location: /cms/api/v1/courses/" + uid) != std::string::npos);
    const auto read = desk.call(Method::get, "/courses/" + uid);
    CHECK(read.status == 200);
    CHECK(holds(read, R"("level":{"id":2,"name":"Advanced"})"));
    CHECK(holds(read, R"("cost":{"kind":"fixed","amount":"120.50","currency":"SGD"})"));
    CHECK(holds(read, R"("cpd":{"kind":"points","points":3.5})"));
    CHECK(holds(read, R"("dates":[{"starts_at":"2027-03-05T09:00:00+08:00","ends_at":null}])"));
    CHECK(holds(read, R"("areas":[{"id":1,"name":"Area 1","vertical_id":1})"));
    CHECK(holds(read, R"("state":"draft")"));
    const auto list = desk.call(Method::get, "/courses?q=drafting&state=draft&tagged=yes");
    CHECK(Desk::number(list, "total") == 1);
    CHECK(desk.call(Method::get, "/courses/none").status == 404);
}

TEST_CASE("a faulty course is refused field by field") {
    Desk desk;
    const auto refused = desk.call(Method::post, "/courses", R"({"name": " ", "level_id": 9, "url": "x"})");
    CHECK(refused.status == 422);
    CHECK(holds(refused, R"("pointer":"/name")"));
    CHECK(holds(refused, R"("pointer":"/url")"));
    const auto unknown = desk.call(Method::post, "/courses", R"({"name": "x", "level_id": 9})");
    CHECK(unknown.status == 422);
    CHECK(holds(unknown, R"("pointer":"/level_id","code":"unknown-reference")"));
    const auto mistyped =
        desk.call(Method::post, "/courses", R"({"nmae": "x", "level_id": "high", "cost": {"sum": 1}})");
    CHECK(mistyped.status == 400);
    CHECK(holds(mistyped, R"("pointer":"/nmae","code":"unknown-member")"));
    CHECK(holds(mistyped, R"("pointer":"/cost/sum","code":"unknown-member")"));
    CHECK(holds(mistyped, R"("pointer":"/level_id","code":"wrong-type")"));
    CHECK(desk.call(Method::post, "/courses", "{").status == 400);
    CHECK(desk.call(Method::post, "/courses?x=1", kCourse).status == 400);
}

TEST_CASE("a change says which version it changes") {
    Desk desk;
    const auto uid = desk.create(kCourse);
    CHECK(desk.call(Method::patch, "/courses/" + uid, R"({"name": "New"})").status == 428);
    const auto changed = desk.call(Method::patch, "/courses/" + uid, R"({"name": "New"})", R"("v1")");
    CHECK(changed.status == 200);
    CHECK(changed.etag == "v2");
    CHECK(Desk::text(changed, "name") == "New");
}

TEST_CASE("a stale change is answered with the present course and the difference of all three") {
    Desk desk;
    const auto uid = desk.create(kCourse);
    desk.call(Method::patch, "/courses/" + uid, R"({"name": "Theirs", "level_id": 1})", R"("v1")");
    const auto stale = desk.call(
        Method::patch, "/courses/" + uid, R"({"name": "Mine", "cost": {"kind": "free"}})", R"("v1")"
    );
    CHECK(stale.status == 412);
    CHECK(stale.etag == "v2");
    CHECK(Document::parse(stale.body_bytes()).has_value());
    CHECK(holds(
        stale,
        R"({"field":"name","base":"Drafting contracts","yours":"Mine","current":"Theirs","conflict":true})"
    ));
    CHECK(holds(stale, R"({"field":"level","base":2,"yours":2,"current":1,"conflict":false})"));
    CHECK(holds(stale, R"("current":{"uid":")" + uid));
    CHECK(Desk::text(desk.call(Method::get, "/courses/" + uid), "name") == "Theirs");
}

TEST_CASE("reject, bin, restore and history follow each other") {
    Desk desk;
    const auto uid = desk.create(kCourse);
    const auto path = "/courses/" + uid;
    CHECK(desk.call(Method::post, path + "/reject", "{}", R"("v1")").status == 422);
    const auto rejected = desk.call(Method::post, path + "/reject", R"({"reason": "not law"})", R"("v1")");
    CHECK(Desk::text(rejected, "state") == "rejected");
    CHECK(Desk::text(rejected, "rejection") == "not law");
    CHECK(Desk::text(desk.call(Method::delete_, path, "", R"("v2")"), "state") == "binned");
    CHECK(Desk::text(desk.call(Method::post, path + "/restore", "", R"("v3")"), "state") == "rejected");
    CHECK(desk.call(Method::post, path + "/restore", "", R"("v3")").status == 412);
    const auto history = desk.call(Method::get, path + "/revisions?limit=2");
    CHECK(Desk::number(history, "total") == 4);
    CHECK(holds(history, R"("number":4)"));
    CHECK(holds(history, R"("next":"/cms/api/v1)"));
    CHECK(holds(history, R"("prev":null)"));
}

TEST_CASE("a revision is shown, compared and brought back") {
    Desk desk;
    const auto uid = desk.create(kCourse);
    const auto path = "/courses/" + uid;
    desk.call(Method::patch, path, R"({"name": "New"})", R"("v1")");
    CHECK(holds(desk.call(Method::get, path + "/revisions/1"), R"("name":"Drafting contracts")"));
    const auto difference = desk.call(Method::get, path + "/revisions/2/difference");
    CHECK(
        difference.body_bytes() ==
        R"({"from":1,"to":2,"difference":{"name":{"from":"Drafting contracts","to":"New"}}})"
    );
    CHECK(desk.call(Method::get, path + "/revisions/2/difference?from=7").status == 400);
    CHECK(desk.call(Method::get, path + "/revisions/x").status == 404);
    const auto restored = desk.call(Method::post, path + "/revisions/1/restore", "", R"("v2")");
    CHECK(Desk::text(restored, "name") == "Drafting contracts");
    CHECK(restored.etag == "v3");
}

TEST_CASE("the check says what publishing still lacks") {
    Desk desk;
    const auto whole = desk.create(kCourse);
    CHECK(holds(desk.call(Method::get, "/courses/" + whole + "/check"), R"("publishable":true)"));
    const auto bare = desk.create(R"({"name": "Bare"})");
    const auto check = desk.call(Method::get, "/courses/" + bare + "/check");
    CHECK(holds(check, R"("publishable":false)"));
    for (const auto* pointer :
         {"/url", "/provider", "/level_id", "/format_id", "/cost", "/cpd", "/dates", "/area_ids"}) {
        CHECK(holds(check, std::string(R"("pointer":")") + pointer + '"'));
    }
}

TEST_CASE("duplicates are listed and merged") {
    Desk desk;
    const auto keep = desk.create(kCourse);
    const auto drop = desk.create(kCourse);
    CHECK(holds(desk.call(Method::get, "/courses/" + keep + "/duplicates"), drop));
    const auto merged = desk.call(
        Method::post,
        "/courses/" + drop + "/merge",
        R"({"into": ")" + keep + R"(", "into_version": 1, "fields": []})",
        R"("v1")"
    );
    CHECK(merged.status == 200);
    CHECK(holds(merged, R"("merged_into":")" + keep));
    CHECK(holds(desk.call(Method::get, "/courses/" + keep + "/duplicates"), R"("items":[])"));
}

TEST_CASE("a bulk action answers item by item") {
    Desk desk;
    const auto uid = desk.create(kCourse);
    const auto done = desk.call(
        Method::post,
        "/courses:bulk",
        R"({"action": "set-level", "level_id": 1, "items": [{"uid": ")" + uid +
            R"(", "version": 1}, {"uid": "x", "version": 1}]})"
    );
    CHECK(done.status == 200);
    CHECK(Desk::number(done, "done") == 1);
    CHECK(Desk::number(done, "refused") == 1);
    CHECK(holds(done, R"({"uid":"x","version":null,"error":{"code":"course-not-found")"));
}

TEST_CASE("the list refuses what it does not know, and cursors of other lists") {
    Desk desk;
    for (int i = 0; i < 3; ++i) desk.create(kCourse);
    const auto bad = GENERATE(
        as<std::string>(),
        "colour=red",
        "state=gone",
        "tagged=maybe",
        "limit=0",
        "limit=101",
        "sort=size",
        "q=a+b+c+d+e",
        "cursor=xx",
        "level=0",
        "limit=1&limit=2"
    );
    CAPTURE(bad);
    CHECK(desk.call(Method::get, "/courses?" + bad).status == 400);
    const auto first = desk.call(Method::get, "/courses?limit=2&sort=name");
    const auto next = Desk::text(first, "next");
    REQUIRE(next.starts_with("/cms/api/v1/courses?"));
    const auto query = next.substr(std::string("/cms/api/v1").size());
    const auto second = desk.call(Method::get, query);
    CHECK(holds(second, R"("next":null)"));
    CHECK_FALSE(holds(second, R"("prev":null)"));
    CHECK(desk.call(Method::get, query + "&state=draft").status == 400);
}

TEST_CASE("with the App's database away courses are shown without names and saved without new tags") {
    Desk desk;
    const auto uid = desk.create(kCourse);
    desk.lookup = cms::FrameworkLookup(desk.clock, 1);
    desk.app.away = true;
    const auto read = desk.call(Method::get, "/courses/" + uid);
    CHECK(read.status == 200);
    CHECK(holds(read, R"("level":{"id":2,"name":null})"));
    CHECK(desk.call(Method::patch, "/courses/" + uid, R"({"name": "New"})", R"("v1")").status == 200);
    CHECK(desk.call(Method::patch, "/courses/" + uid, R"({"level_id": 1})", R"("v2")").status == 503);
}

TEST_CASE("providers are created, suggested, renamed and merged") {
    Desk desk;
    const auto created =
        desk.call(Method::post, "/providers", R"({"name": "Academy of Law", "aliases": ["SAL"]})");
    CHECK(created.status == 201);
    const auto path = "/providers/" + std::to_string(Desk::number(created, "id"));
    CHECK(desk.call(Method::post, "/providers", R"({"name": "sal"})").status == 409);
    CHECK(Desk::number(desk.call(Method::get, "/providers?q=sal"), "total") == 1);
    CHECK(desk.call(Method::patch, path, R"({"name": "x"})").status == 428);
    const auto renamed = desk.call(
        Method::patch, path, R"({"name": "Law Academy", "website": "https://a.example/"})", R"("v1")"
    );
    CHECK(renamed.status == 200);
    CHECK(holds(renamed, R"("aliases":["Academy of Law","SAL"])"));
    CHECK(desk.call(Method::patch, path, R"({"name": "x"})", R"("v1")").status == 412);
    const auto other = desk.call(Method::post, "/providers", R"({"name": "Other"})");
    const auto other_path = "/providers/" + std::to_string(Desk::number(other, "id"));
    const auto merged = desk.call(
        Method::post,
        other_path + "/merge",
        R"({"into": )" + std::to_string(Desk::number(created, "id")) + "}",
        R"("v1")"
    );
    CHECK(merged.status == 200);
    CHECK(desk.call(Method::get, other_path).status == 404);
}
