#include "app_server/routes.hpp"
#include "contract.hpp"
#include "core/http/router.hpp"
#include "site.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace tests;

namespace {

/// A target that answers 200, for each operation by its id; ids and uids are looked up in the site first.
std::map<std::string, std::vector<std::string>> good_targets(Web& web) {
    const auto course = web.get("/api/v1/courses?limit=1&fields=uid").json();
    const std::string uid(at(course.root(), "items/0/uid").as_string().value());
    const std::string v1 = "/api/v1";
    return {
        {"getFramework", {v1 + "/framework"}},
        {"getQuestionnaire", {v1 + "/questionnaire"}},
        {"listVerticals", {v1 + "/verticals"}},
        {"getVertical", {v1 + "/verticals/1", v1 + "/verticals/2", v1 + "/verticals/4"}},
        {"getArea", {v1 + "/areas/1", v1 + "/areas/20"}},
        {"getCompetencyCategory", {v1 + "/competency-categories/1"}},
        {"getCompetency", {v1 + "/competencies/1", v1 + "/competencies/117"}},
        {"listJobRoles",
         {v1 + "/job-roles",
          v1 + "/job-roles?vertical=1&limit=2",
          v1 + "/job-roles?next_from=1",
          v1 + "/job-roles?fields=id,name"}},
        {"getJobRole", {v1 + "/job-roles/1", v1 + "/job-roles/20"}},
        {"listJobRoleQuestions", {v1 + "/job-roles/1/questions"}},
        {"listRecommendations",
         {v1 + "/recommendations?vertical=1",
          v1 + "/recommendations?area=1",
          v1 + "/recommendations?vertical=1&area=1&need=1&need=2",
          v1 + "/recommendations?vertical=1&fields=course.name,starts_at"}},
        {"listCourseInstances",
         {v1 + "/course-instances",
          v1 + "/course-instances?sort=-cost&cpd=points&cpd=tbc&from=2030-01-01&to=2030-12-31&limit=3",
          v1 + "/course-instances?q=a&ongoing=only",
          v1 + "/course-instances?cost_min=10&cost_max=200.50&cost=fixed&ongoing=exclude",
          v1 + "/course-instances?fields=course.uid"}},
        {"listCourses",
         {v1 + "/courses",
          v1 + "/courses?sort=name&level=1&format=1&vertical=1&area=1&competency=1&need=1&provider=1",
          v1 + "/courses?fields=uid"}},
        {"getCourse", {v1 + "/courses/" + uid}},
        {"listProviders", {v1 + "/providers", v1 + "/providers?limit=1", v1 + "/providers?fields=name"}},
        {"getProvider", {v1 + "/providers/1"}},
        {"listChanges", {v1 + "/changes?since=0"}},
        {"getLiveness", {"/livez"}},
        {"getReadiness", {"/readyz"}},
        {"getOpenApi", {"/api/openapi.json"}},
        {"createReview", {v1 + "/reviews"}},
    };
}

/// A review with every question of a role answered, every other one with no.
std::string review_of(Web& web, int role) {
    const auto questions = web.get("/api/v1/job-roles/" + std::to_string(role) + "/questions").json();
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("job_role_id", role).key("answers").begin_array();
    bool met = false;
    for (const auto& id : each(questions, "competency_id")) {
        met = !met;
        json.begin_object().key("competency_id").raw(id).member("met", met).end_object();
    }
    json.end_array().end_object();
    return body;
}

/// The path with nothing that exists in place of its parameters.
std::string with_unknown_items(std::string path) {
    for (const auto& [parameter, value] : {std::pair("{id}", "2147483647"), std::pair("{uid}", "nobody")}) {
        const auto begin = path.find(parameter);
        if (begin != std::string::npos) path.replace(begin, std::string_view(parameter).size(), value);
    }
    return path;
}

class Exchanges {
public:
    Exchanges(Contract& contract, Web& web) : contract_(contract), web_(web) {}

    /// Makes the exchange and expects the documented answer with this status.
    Answer expect(
        const Contract::Operation& operation, unsigned status, const Answer& answer, bool selected = false
    ) {
        INFO(operation.id << " answered " << answer.status << ": " << answer.body.substr(0, 600));
        CHECK(answer.status == status);
        const auto faults = contract_.faults(operation.id, answer, selected);
        CHECK(faults == std::vector<std::string>());
        return answer;
    }

    Answer ask(const Contract::Operation& operation, const std::string& target, const std::string& review) {
        return operation.method == "post" ? web_.post(target, review) : web_.get(target);
    }

private:
    Contract& contract_;
    Web& web_;
};

void check_good_answers(Contract& contract, Web& web, const std::string& review) {
    Exchanges exchanges(contract, web);
    const auto targets = good_targets(web);
    for (const auto& operation : contract.operations()) {
        INFO(operation.id);
        REQUIRE(targets.contains(operation.id));
        for (const auto& target : targets.at(operation.id)) {
            const bool selected = target.find("fields=") != std::string::npos;
            const auto answer =
                exchanges.expect(operation, 200, exchanges.ask(operation, target, review), selected);
            CHECK_FALSE(answer.header("X-Request-Id").empty());
            if (operation.documents("304")) {
                const std::string etag(answer.header("ETag"));
                CHECK_FALSE(etag.empty());
                exchanges.expect(operation, 304, web.get(target, {{"If-None-Match", etag}}));
            }
            if (operation.method == "get") {
                const auto head = web.send(core::http::Method::head, target);
                CHECK(head.status == 200);
                CHECK(head.body.empty());
                // The coding, which the tag ends with, comes in once an answer is kept.
                const auto uncoded = [](std::string_view tag) {
                    return tag.substr(0, tag.find_first_of("-\"", 1));
                };
                CHECK(uncoded(head.header("ETag")) == uncoded(answer.header("ETag")));
            }
        }
    }
}

void check_refusals(Contract& contract, Web& web, const std::string& review) {
    Exchanges exchanges(contract, web);
    const auto targets = good_targets(web);
    const Headers too_many{{"X-Long", std::string(40 * 1024, 'x')}};
    for (const auto& operation : contract.operations()) {
        const std::string& target = targets.at(operation.id).front();
        if (operation.documents("400")) {
            const auto with_unknown =
                target + (target.find('?') == std::string::npos ? "?" : "&") + "nonsense=1";
            const auto answer =
                exchanges.expect(operation, 400, exchanges.ask(operation, with_unknown, review)).json();
            CHECK(at(answer.root(), "errors/0/name").as_string() == "nonsense");
        }
        if (operation.documents("404")) {
            exchanges.expect(operation, 404, web.get(with_unknown_items(operation.path)));
        }
        const auto method = operation.method == "post" ? core::http::Method::post : core::http::Method::get;
        exchanges.expect(operation, 431, web.send(method, target, too_many));
        const auto wrong_method =
            exchanges.expect(operation, 405, web.send(core::http::Method::delete_, target));
        CHECK(
            wrong_method.header("Allow").find(operation.method == "post" ? "POST" : "GET, HEAD") !=
            std::string::npos
        );
    }
    const auto& create = contract.operation("createReview");
    exchanges.expect(create, 400, web.post("/api/v1/reviews", "{"));
    exchanges.expect(create, 415, web.post("/api/v1/reviews", review, {{"Content-Type", "text/plain"}}));
    exchanges.expect(create, 422, web.post("/api/v1/reviews", R"({"job_role_id":1,"answers":[]})"));
    exchanges.expect(
        create,
        413,
        web.raw("POST /api/v1/reviews HTTP/1.1\r\nHost: x\r\nContent-Type: "
                "application/json\r\nContent-Length: 300000\r\n\r\n")
    );
}

void check_limited(
    Contract& contract,
    const std::string& conninfo,
    const std::map<std::string, std::vector<std::string>>& targets
) {
    RunningApp app(
        conninfo, {{"LIFTED_RATE_LIMIT", "1"}, {"LIFTED_RATE_LIMIT_BURST", "1"}, {"LIFTED_THREADS", "1"}}
    );
    Web web(app);
    Exchanges exchanges(contract, web);
    for (const auto& operation : contract.operations()) {
        Answer answer;
        for (int i = 0; i < 100 && answer.status != 429; ++i) {
            answer = exchanges.ask(operation, targets.at(operation.id).front(), "{}");
        }
        exchanges.expect(operation, 429, answer);
    }
}

void check_starting(Contract& contract, const std::map<std::string, std::vector<std::string>>& targets) {
    RunningApp app("host=/nowhere dbname=none");
    Web web(app);
    Exchanges exchanges(contract, web);
    for (const auto& operation : contract.operations()) {
        if (!operation.documents("503")) continue;
        exchanges.expect(operation, 503, exchanges.ask(operation, targets.at(operation.id).front(), "{}"));
    }
}

}  // namespace

TEST_CASE("every documented operation answers as documented, in every documented way", "[conformance]") {
    Site site;
    Contract contract(site.web.get("/api/openapi.json").body);
    REQUIRE(contract.operations().size() >= 21);
    const auto review = review_of(site.web, 1);
    check_good_answers(contract, site.web, review);
    check_refusals(contract, site.web, review);
    const auto targets = good_targets(site.web);
    check_limited(contract, site.database.conninfo(), targets);
    check_starting(contract, targets);
    CHECK(contract.not_exercised() == std::vector<std::string>());
}

TEST_CASE("a documented response that was never given is noticed", "[conformance]") {
    Contract contract(R"({"paths":{"/x":{"get":{"operationId":"getX","responses":{"200":{},"default":{}}}}}})"
    );
    CHECK(contract.not_exercised() == std::vector<std::string>{"getX 200", "getX default"});
    Answer fine;
    fine.status = 200;
    CHECK(contract.faults("getX", fine).empty());
    CHECK(contract.not_exercised() == std::vector<std::string>{"getX default"});
    Answer strange;
    strange.status = 204;
    CHECK_FALSE(contract.faults("getX", strange).empty());
    CHECK(contract.not_exercised() == std::vector<std::string>{"getX default"});
}

TEST_CASE("every route of the API is documented, and nothing else", "[conformance]") {
    const auto printed = run_app_command("dbname=none", {"openapi"});
    REQUIRE(printed.status == 0);
    const Contract contract(printed.output);
    std::set<std::string> documented;
    for (const auto& operation : contract.operations())
        documented.insert(operation.method + " " + operation.path);

    app::SnapshotHolder holder;
    core::SystemClock clock;
    app::PublicReads reads(holder, clock, {core::TimeZone::find("UTC").value(), "SGD"}, 1, 1024);
    const auto router = app::public_routes(reads, holder, [] { return false; });
    std::set<std::string> offered;
    for (const auto* route : router.routes()) {
        // Pages for people are not part of the API.
        if (route->pattern == "/" || route->pattern == "/api/docs" || route->pattern.starts_with("/assets/"))
            continue;
        offered.insert((route->method == core::http::Method::post ? "post " : "get ") + route->pattern);
    }
    CHECK(documented == offered);
}

TEST_CASE("the examples of the document fit its schemas", "[conformance]") {
    Contract contract(run_app_command("dbname=none", {"openapi"}).output);
    std::size_t checked = 0;
    const auto check = [&](const std::string& what, core::json::Value schema, core::json::Value example) {
        if (!example.exists()) return;
        ++checked;
        INFO(what);
        const auto faults = contract.schema().faults(schema, example);
        CHECK(faults == std::vector<std::string>());
    };
    for (const char* kind : {"schemas", "parameters", "headers"}) {
        const auto components = at(contract.root(), std::string("components/") + kind);
        for (std::size_t i = 0; i < components.size(); ++i) {
            const auto value = components.member_value(i);
            const auto schema = std::string_view(kind) == "schemas" ? value : at(value, "schema");
            check(std::string(components.member_name(i)), schema, value.find("example"));
        }
    }
    for (const auto& operation : contract.operations()) {
        const auto responses = at(operation.value, "responses");
        const auto good = contract.schema().resolve(at(responses, "200"));
        const auto media = at(good, "content").member_value(0);
        const auto whole =
            at(media, "schema").find("anyOf").exists() ? at(media, "schema/anyOf/0") : at(media, "schema");
        check(operation.id, whole, media.find("example"));
        if (operation.value.find("requestBody").exists()) {
            const auto body = at(operation.value, "requestBody/content").member_value(0);
            check(operation.id + " request", at(body, "schema"), body.find("example"));
        }
    }
    CHECK(checked >= 25);
}
