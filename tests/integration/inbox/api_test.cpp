// The inbox over its API: what the scraper sends, what staff ask for and decide.
#include "cms_server/handlers/hand_in/hand_in_routes.hpp"
#include "cms_server/handlers/inbox/inbox_routes.hpp"
#include "core/base/json.hpp"
#include "inbox_store.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using core::Task;
using core::http::Method;
using core::http::Request;
using core::http::Response;

namespace {

/// An App that has the test's levels and formats.
class FakeApp final : public core::data::ReadOnlyDataSource {
public:
    Task<std::unique_ptr<core::data::ReadSession>> read() override { co_return std::make_unique<Session>(); }

    std::unique_ptr<core::data::ChangeFeed> changes() override { return nullptr; }

private:
    class Framework final : public core::data::FrameworkReader {
    public:
        Task<core::domain::Framework> load() override {
            core::domain::Framework framework;
            framework.levels = vocabulary().levels;
            framework.formats = vocabulary().formats;
            co_return framework;
        }

        Task<std::int64_t> revision() override { co_return 1; }
    };

    class Catalogue final : public core::data::CatalogueReader {
    public:
        Task<core::data::CatalogueVersion> version() override {
            co_return core::data::CatalogueVersion{1, 1};
        }

        Task<std::vector<core::data::Provider>> list_providers() override {
            co_return std::vector<core::data::Provider>();
        }

        Task<std::vector<core::data::StoredCourse>> list_changed(std::int64_t, std::int64_t, std::int64_t)
            override {
            co_return std::vector<core::data::StoredCourse>();
        }

        Task<std::optional<core::data::StoredCourse>> find(std::string) override { co_return std::nullopt; }

        Task<std::vector<core::data::RemovedCourse>> list_removed(std::int64_t) override {
            co_return std::vector<core::data::RemovedCourse>();
        }

        Task<std::vector<core::data::StoredRevision>> list_revisions(std::string, std::int64_t) override {
            co_return std::vector<core::data::StoredRevision>();
        }
    };

    class Session final : public core::data::ReadSession {
    public:
        core::data::FrameworkReader& framework() override { return framework_; }

        core::data::CatalogueReader& catalogue() override { return catalogue_; }

    private:
        Framework framework_;
        Catalogue catalogue_;
    };
};

/// The routes of hand-in and inbox, called without a network; whoever calls may do everything.
class Api {
public:
    Api() {
        context_.clock = &clock_;
        context_.routers.resize(1);
        context_.routers[0].own<core::data::CmsModel>(store.source());
        context_.routers[0].read_only<core::data::AppModel>(app_);
        for (auto& route : cms::hand_in_routes(context_, lookup_)) {
            router_.add(route.method, route.pattern, route.handler, route.options);
        }
        for (auto& route : cms::inbox_routes(services_)) {
            const auto handler = route.handler;
            const core::http::AsyncHandler call = [this, handler](const Request& request) -> Task<Response> {
                const cms::StaffCall call{request, member_, context_};
                co_return co_await handler(call);
            };
            router_.add(route.method, route.pattern, call);
        }
    }

    Response call(Method method, std::string target, std::string body = {}, std::int64_t version = 0) {
        Request request;
        request.method = method;
        request.target = target;
        request.path = std::string_view(target).substr(0, target.find('?'));
        if (request.path.size() < target.size()) {
            request.query = std::string_view(target).substr(request.path.size() + 1);
        }
        request.body = std::move(body);
        request.request_id = "r1";
        request.client = "192.0.2.1";
        const std::string tag = "\"v" + std::to_string(version) + "\"";
        if (version != 0) request.headers.emplace_back("If-Match", tag);
        const auto match = router_.match(method, request.path, request.path_params);
        if (match.route == nullptr) throw std::logic_error("no route for " + target);
        return store.run(std::get<core::http::AsyncHandler>(match.route->handler)(request));
    }

    Response get(std::string path) { return call(Method::get, "/cms/api/v1" + path); }

    Response post(std::string path, std::string body, std::int64_t version = 0) {
        return call(Method::post, "/cms/api/v1" + path, std::move(body), version);
    }

    Response hand_in(std::string path, std::string body) {
        return call(Method::put, "/internal/v1/scrapes/" + path, std::move(body));
    }

    InboxStore store;

    void act_as(cms::Role role) { member_.role = role; }

private:
    core::ManualClock clock_{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1)};
    FakeApp app_;
    cms::Context context_;
    cms::FrameworkLookup lookup_{clock_, 1};
    cms::InboxServices services_{lookup_, {core::TimeZone::find("Asia/Singapore").value(), "SGD"}};
    cms::StaffMember member_{7, "editor", cms::Role::editor};
    core::http::Router router_;
};

std::string body_of(const Response& response) {
    return std::string(response.body_bytes());
}

bool has(const Response& response, std::string_view text) {
    return response.body_bytes().find(text) != std::string_view::npos;
}

const std::string kOpening =
    R"({"spider":"sal","spider_version":"3","started_at":"2030-01-01T08:00:00+08:00"})";
const std::string kComplete = R"({"outcome":"complete","reason":null,"pages":3,"items":1,"errors":0})";

std::string one_item(const std::string& change_from = "", const std::string& change_to = "") {
    std::string body =
        R"({"items":[{"url":"HTTPS://Example.com/1#x","name":" Contracts ","provider":"SAL",)"
        R"("level":"Foundation","format":"Masterclass","cost":{"kind":"fixed","amount":"120.00"},)"
        R"("cpd":{"kind":"points","points":"3.5"},"ongoing":false,"duration_days":"2.0",)"
        R"("dates":[{"starts_at":"2030-03-05T09:00:00+08:00","ends_at":null}],)"
        R"("provenance":{"name":{"url":"https://example.com/","selector":"h1","raw":"Contracts",)"
        R"("at":"2030-01-01T00:00:00Z"}}}]})";
    if (!change_from.empty()) body.replace(body.find(change_from), change_from.size(), change_to);
    return body;
}

/// One course handed in and applied.
void fill(Api& api) {
    REQUIRE(api.hand_in("r1", kOpening).status == 201);
    REQUIRE(api.hand_in("r1/items", one_item()).status == 200);
    const auto closed = api.hand_in("r1/outcome", kComplete);
    CHECK(body_of(closed) == R"({"run":"r1","state":"applied"})");
}

}  // namespace

TEST_CASE("A scraper's requests can be repeated", "[inbox]") {
    Api api;
    fill(api);
    CHECK(api.hand_in("r1", kOpening).status == 200);
    CHECK(api.hand_in("r1/items", one_item()).status == 200);
    CHECK(api.hand_in("r1/outcome", kComplete).status == 200);
    CHECK(has(api.get("/inbox"), R"("total":1,)"));
}

TEST_CASE("A batch with faults is refused with all of them", "[inbox]") {
    Api api;
    api.hand_in("r1", kOpening);

    struct Fault {
        const char* from;
        const char* to;
        const char* pointer;
    };

    const Fault faults[] = {
        {R"("HTTPS://Example.com/1#x")", R"("nowhere")", "/items/0/url"},
        {R"(" Contracts ")", R"("  ")", "/items/0/name"},
        {R"(" Contracts ")", "null", "/items/0/name"},
        {R"("120.00")", "null", "/items/0/cost/amount"},
        {R"("120.00")", R"("-1")", "/items/0/cost/amount"},
        {R"("3.5")", "3.5", "/items/0/cpd/points"},
        {R"("points","points")", R"("lots","points")", "/items/0/cpd/kind"},
        {R"("ongoing":false,)", "", "/items/0/ongoing"},
        {R"("2030-03-05T09:00:00+08:00")", R"("5 March")", "/items/0/dates/0/starts_at"},
        {R"("ends_at":null)", R"("ends_at":"2030-03-04T09:00:00+08:00")", "/items/0/dates/0/ends_at"},
        {R"("level":"Foundation")", R"("levels":"Foundation")", "/items/0/levels"},
        {R"("raw":"Contracts")", R"("raw":7)", "/items/0/provenance/name/raw"},
    };
    for (const auto& fault : faults) {
        CAPTURE(fault.from, fault.to);
        const auto refused = api.hand_in("r1/items", one_item(fault.from, fault.to));
        CHECK(refused.status == (has(refused, "\"unknown-member\"") ? 400 : 422));
        CAPTURE(body_of(refused));
        CHECK(has(refused, "\"" + std::string(fault.pointer) + "\""));
    }
    CHECK(api.hand_in("r1/items", "{").status == 400);
    CHECK(api.hand_in("r1/items", R"({"items":[]})").status == 422);
    CHECK(api.hand_in("r1/items?x=1", one_item()).status == 400);
    CHECK(api.hand_in("r2/items", one_item()).status == 404);
    CHECK(api.hand_in("r.1", kOpening).status == 400);
    CHECK(api.hand_in("r1/outcome", R"({"outcome":"fine"})").status == 422);
}

TEST_CASE("A list entry tells where the course stands", "[inbox]") {
    Api api;
    fill(api);
    const auto list = api.get("/inbox?state=new&q=contr&sort=name");
    REQUIRE(list.status == 200);
    CHECK(has(list, R"("url":"https://example.com/1","name":"Contracts","provider":"SAL","state":"new")"));
    CHECK(has(list, R"("last_seen_at":"2030-01-01T08:00:00+08:00")"));
    CHECK(has(list, R"("next":null,"prev":null,"total_is_exact":true})"));
    CHECK(has(api.get("/inbox?q=https://EXAMPLE.com/1"), R"("total":1,)"));
    CHECK(api.get("/inbox?state=fresh").status == 400);
    CHECK(api.get("/inbox?colour=red").status == 400);
    CHECK(api.get("/inbox?cursor=abc").status == 400);
}

TEST_CASE("Pages of the inbox link to each other", "[inbox]") {
    Api api;
    api.store.scrape("s1", items(5));
    const auto link = [](const Response& page, std::string_view name) {
        const auto document = core::json::Document::parse(page.body_bytes());
        return std::string(document->root().find(name).as_string().value_or(""));
    };
    auto page = api.get("/inbox?limit=2&sort=first_seen");
    CHECK(has(page, R"("url":"https://example.com/1")"));
    page = api.call(Method::get, link(page, "next"));
    CHECK(has(page, R"("url":"https://example.com/3")"));
    const auto back = api.call(Method::get, link(page, "prev"));
    CHECK(has(back, R"("url":"https://example.com/1")"));
    page = api.call(Method::get, link(page, "next"));
    CHECK(has(page, R"("url":"https://example.com/5")"));
    CHECK(link(page, "next").empty());
}

TEST_CASE("An entry shows every field with its review and provenance", "[inbox]") {
    Api api;
    fill(api);
    const auto id = api.store.row(url_of("1")).id;
    const auto entry = api.get("/inbox/" + std::to_string(id));
    REQUIRE(entry.status == 200);
    CHECK(entry.etag == "v1");
    CHECK(has(
        entry,
        R"({"field":"name","outcome":"offered","rule":"ask","base":null,"theirs":"Contracts","ours":null,)"
        R"("words":null,"provenance":{"url":"https://example.com/","selector":"h1","raw":"Contracts",)"
    ));
    CHECK(has(entry, R"({"field":"level","outcome":"offered","rule":"ask","base":null,"theirs":2,)"));
    CHECK(
        has(entry,
            R"({"field":"format","outcome":"unchanged","rule":"ask","base":null,"theirs":null,"ours":null,)"
            R"("words":"Masterclass",)")
    );
    CHECK(api.get("/inbox/999").status == 404);
    CHECK(api.get("/inbox/x").status == 404);
}

TEST_CASE("Accepting needs the version that was seen, and answers with the new course", "[inbox]") {
    Api api;
    fill(api);
    const auto path = "/inbox/" + std::to_string(api.store.row(url_of("1")).id) + "/acceptance";
    CHECK(api.post(path, R"({"fields":"all"})").status == 428);
    CHECK(api.post(path, R"({"fields":"all"})", 9).status == 412);
    CHECK(api.post(path, R"({"fields":["colour"]})", 1).status == 422);
    CHECK(api.post(path, R"({"fields":"all","course_uid":"nobody"})", 1).status == 422);
    const auto accepted = api.post(path, R"({"fields":"all"})", 1);
    CHECK(accepted.status == 201);
    CHECK(accepted.fields().find("Location: /cms/api/v1/courses/") != std::string::npos);
    CHECK(accepted.etag == "v2");
    CHECK(has(accepted, R"("created":true,"entry":{)"));
    CHECK(api.store.audit().at(0).entry.actor_id == 7);
}

TEST_CASE("An entry is rejected with a reason and reopened", "[inbox]") {
    Api api;
    fill(api);
    const auto path = "/inbox/" + std::to_string(api.store.row(url_of("1")).id);
    CHECK(api.post(path + "/rejection", R"({"reason":""})", 1).status == 422);
    CHECK(api.post(path + "/rejection", R"({})", 1).status == 422);
    const auto rejected = api.post(path + "/rejection", R"({"reason":"not for us"})", 1);
    CHECK(rejected.status == 200);
    CHECK(has(rejected, R"("state":"rejected")"));
    CHECK(api.post(path + "/acceptance", R"({"fields":"all"})", 2).status == 409);
    CHECK(has(api.post(path + "/reopening", "", 2), R"("state":"new")"));
}

TEST_CASE("Many entries are decided in one request, each by itself", "[inbox]") {
    Api api;
    api.store.scrape("s1", items(3));
    const auto one = std::to_string(api.store.row(url_of("1")).id);
    const auto two = std::to_string(api.store.row(url_of("2")).id);
    const auto answer = api.post(
        "/inbox:bulk",
        R"({"action":"accept","items":[{"id":)" + one + R"(,"version":1},{"id":)" + two + R"(,"version":5}]})"
    );
    REQUIRE(answer.status == 200);
    CHECK(has(answer, R"("state":"accepted")"));
    CHECK(has(answer, R"("entry":null,"error":{"code":"stale-version")"));
    CHECK(api.store.row(url_of("2")).state == core::data::InboxState::fresh);
    CHECK(api.post("/inbox:bulk", R"({"action":"reject","items":[{"id":1,"version":1}]})").status == 422);
    CHECK(api.post("/inbox:bulk", R"({"action":"accept","items":[]})").status == 422);
}

TEST_CASE("A held run is shown, and released or discarded by its version", "[inbox]") {
    Api api;
    api.store.scrape("s1", items(3));
    const auto held = api.store.scrape("s2", {});
    const auto run = api.get("/scrape-runs/s2");
    CHECK(has(run, R"("state":"held","held_because":"the run found nothing")"));
    CHECK(has(api.get("/scrape-runs?state=held"), R"("total":1,)"));
    CHECK(api.get("/scrape-runs/nobody").status == 404);
    CHECK(api.post("/scrape-runs/s2/release", R"({"mark_gone":false})").status == 428);
    CHECK(api.post("/scrape-runs/s2/discard", "", held.version + 1).status == 412);
    CHECK(has(api.post("/scrape-runs/s2/discard", "", held.version), R"("state":"discarded")"));
    CHECK(api.post("/scrape-runs/s2/release", R"({"mark_gone":false})", held.version + 1).status == 409);
}

TEST_CASE("Runs are paged from the newest", "[inbox]") {
    Api api;
    for (const char* run : {"s1", "s2", "s3"}) api.store.scrape(run, items(1));
    const auto page = api.get("/scrape-runs?limit=2");
    CHECK(has(page, R"("total":3,)"));
    const auto document = core::json::Document::parse(page.body_bytes());
    const auto next = api.call(Method::get, std::string(*document->root().find("next").as_string()));
    CHECK(has(next, R"("run":"s1")"));
    CHECK_FALSE(has(next, R"("run":"s2")"));
}

TEST_CASE("Standing rules are read, replaced and dropped", "[inbox]") {
    Api api;
    fill(api);
    CHECK(has(api.get("/sources"), R"("courses":{"known":1,"new":1,)"));
    const std::string path = "/cms/api/v1/sources/sal/rules";
    CHECK(has(api.call(Method::get, path), R"("version":1,"rules":{"name":"ask",)"));
    const auto set = api.call(Method::put, path, R"({"rules":{"cost":"accept","name":"never"}})", 1);
    CHECK(set.status == 200);
    CHECK(set.etag == "v2");
    CHECK(has(api.call(Method::get, path), R"("name":"never")"));
    CHECK(api.call(Method::put, path, R"({"rules":{"areas":"accept"}})", 2).status == 400);
    CHECK(api.call(Method::put, path, R"({"rules":{"cost":"perhaps"}})", 2).status == 422);
    CHECK(api.call(Method::put, path, R"({"rules":{}})", 1).status == 412);
    const auto forbidden = api.call(Method::put, path, R"({"rules":{"cost":"publish"}})", 2);
    CHECK(forbidden.status == 403);
    CHECK(has(forbidden, R"("role-too-low")"));
    api.act_as(cms::Role::publisher);
    CHECK(has(api.call(Method::put, path, R"({"rules":{"cost":"publish"}})", 2), R"("cost":"publish")"));
    api.act_as(cms::Role::editor);
    CHECK(has(api.call(Method::delete_, path, "", 3), R"("cost":"ask")"));
    CHECK(api.get("/sources/nobody/rules").status == 404);
}
