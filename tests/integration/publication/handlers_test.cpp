// The staff API of publication, each answer held against its document.
#include "cms_server/handlers/publication/publication_routes.hpp"
#include "json_schema.hpp"
#include "publication_site.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace tests;
using core::http::Method;
using core::http::Request;
using core::http::Response;
using core::json::Document;
using core::json::Value;

namespace {

std::string document_text() {
    std::ifstream file(LIFTED_PUBLICATION_OPENAPI);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

using Params = std::vector<std::pair<std::string_view, std::string>>;
using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

/// Calls the routes as the server does, past the guard.
class StaffApi {
public:
    explicit StaffApi(PublicationStore& store)
        : store_(store),
          app_(store.pool, store.database.config()),
          document_(Document::parse(document_text(), {.depth = 64, .values = 100'000}).value()),
          schema_(document_.root()) {
        context_.clock = &store.clock;
        context_.routers.emplace_back();
        context_.routers.back().own<core::data::CmsModel>(store.source);
        context_.routers.back().read_only<core::data::AppModel>(app_);
    }

    /// The answer; its body must be as documented for its status.
    Response call(
        Method method,
        const std::string& pattern,
        Params params = {},
        std::string body = {},
        Headers headers = {},
        std::string_view query = {}
    ) {
        const auto path = "/cms/api/v1" + pattern;
        const auto route = std::find_if(routes_.begin(), routes_.end(), [&](const auto& known) {
            return known.method == method && known.pattern == path;
        });
        REQUIRE(route != routes_.end());
        Request request;
        request.method = method;
        request.path = path;
        request.query = query;
        request.headers = std::move(headers);
        request.path_params = std::move(params);
        request.body = std::move(body);
        request.request_id = "r-1";
        request.client = "192.0.2.1";
        const cms::StaffMember member{7, "ada", cms::Role::publisher};
        const cms::StaffCall call{request, member, context_};
        auto response = store_.run(route->handler(call));
        check(method, path, response);
        return response;
    }

private:
    void check(Method method, const std::string& path, const Response& response) {
        std::string verb(to_string(method));
        for (auto& c : verb) c = static_cast<char>(std::tolower(c));
        const Value operation = document_.root().find("paths").find(path).find(verb);
        REQUIRE(operation.exists());
        const Value documented = operation.find("responses").find(std::to_string(response.status));
        INFO(verb << " " << path << " answered " << response.status << ": " << response.body_bytes());
        REQUIRE(documented.exists());
        const auto body = Document::parse(response.body_bytes()).value();
        if (response.status >= 400) return;  // the problem's schema is shared by all of the API
        const Value schema = documented.find("content").find("application/json").find("schema");
        CHECK(schema_.faults(schema, body.root()) == std::vector<std::string>());
    }

    PublicationStore& store_;
    core::storage::PostgresReadOnlySource app_;
    cms::Context context_;
    std::vector<cms::StaffRoute> routes_ = cms::publication_routes();
    Document document_;
    JsonSchema schema_;
};

std::string text_of(const Response& response, std::string_view member) {
    const auto body = Document::parse(response.body_bytes()).value();
    return std::string(body.root().find(member).as_string().value_or(""));
}

const std::string kCourse = "/courses/{uid}/publication";

}  // namespace

TEST_CASE("A course is published, looked at and taken back through the API", "[handlers]") {
    PublicationStore store;
    store.add_course("a");
    StaffApi api(store);
    const Params uid{{"uid", "a"}};
    CHECK(api.call(Method::get, kCourse, uid).status == 200);
    CHECK(api.call(Method::get, kCourse, {{"uid", "none"}}).status == 404);
    CHECK(api.call(Method::post, kCourse, uid).status == 428);
    CHECK(api.call(Method::post, kCourse, uid, "", {{"If-Match", "\"v9\""}}).status == 412);
    CHECK(api.call(Method::post, kCourse, uid, "{\"x\":1}", {{"If-Match", "\"v1\""}}).status == 400);

    const auto published = api.call(Method::post, kCourse, uid, "", {{"If-Match", "\"v1\""}});
    CHECK(published.status == 202);
    CHECK(published.etag == "v2");
    CHECK(text_of(published, "state") == "published");
    const auto status = api.call(Method::get, kCourse, uid);
    const auto body = Document::parse(status.body_bytes()).value();
    CHECK(body.root().find("delivery").find("state").as_string() == "queued");

    CHECK(api.call(Method::delete_, kCourse, uid).status == 428);
    CHECK(api.call(Method::delete_, kCourse, uid, "", {{"If-Match", "\"v2\""}}).status == 202);
    CHECK(api.call(Method::delete_, kCourse, uid, "", {{"If-Match", "\"v3\""}}).status == 409);
    CHECK(store.publication("a")->removed);
}

TEST_CASE("A course's times are set and taken away through the API", "[handlers]") {
    PublicationStore store;
    store.add_course("a");
    StaffApi api(store);
    const Params uid{{"uid", "a"}};
    const auto set = api.call(
        Method::post, kCourse, uid, R"({"publish_at":"2999-01-01T00:00:00+08:00"})", {{"If-Match", "\"v1\""}}
    );
    CHECK(set.status == 200);
    CHECK(text_of(set, "publish_at").starts_with("2998-12-31T16:00:00"));
    CHECK_FALSE(store.publication("a"));
    const auto past = api.call(
        Method::post, kCourse, uid, R"({"publish_at":"1999-01-01T00:00:00Z"})", {{"If-Match", "\"v2\""}}
    );
    CHECK(past.status == 422);
    const auto gone = api.call(Method::delete_, kCourse + "/schedule", uid, "", {{"If-Match", "\"v2\""}});
    CHECK(gone.status == 200);
    CHECK(text_of(gone, "publish_at").empty());
}

TEST_CASE("Publications are listed, summed up, tried again and compared through the API", "[handlers]") {
    PublicationStore store;
    for (const auto* uid : {"a", "b", "c"}) store.add_course(uid);
    StaffApi api(store);
    const auto bulk = api.call(
        Method::post,
        "/publications",
        {},
        R"({"action":"publish","items":[{"uid":"a","version":1},{"uid":"b","version":1},{"uid":"c","version":7}]})"
    );
    CHECK(bulk.status == 200);
    const auto outcomes = Document::parse(bulk.body_bytes()).value();
    CHECK(outcomes.root().find("items").at(0).find("version").as_int() == 2);
    CHECK(outcomes.root().find("items").at(2).find("error").find("code").as_string() == "version-mismatch");
    CHECK(api.call(Method::post, "/publications", {}, R"({"action":"burn","items":[]})").status == 422);

    const auto id = store.publication("a")->id;
    store.database.sql(
        "update editorial.publication set state = 'failed', failure_code = 'refused', failure_detail = "
        "'why', "
        "failure_errors = '[{\"pointer\":\"/areas\",\"code\":\"x\",\"detail\":\"y\"}]' where uid = 'a'"
    );
    const auto failed = api.call(Method::get, "/publications", {}, "", {}, "state=failed");
    CHECK(failed.status == 200);
    CHECK(Document::parse(failed.body_bytes()).value().root().find("total").as_int() == 1);
    const auto page = api.call(Method::get, "/publications", {}, "", {}, "limit=1");
    CHECK_FALSE(text_of(page, "next").empty());
    CHECK(api.call(Method::get, "/publications", {}, "", {}, "state=lost").status == 400);
    CHECK(api.call(Method::get, "/publications:summary").status == 200);

    const Params which{{"id", std::to_string(id)}};
    CHECK(api.call(Method::get, "/publications/{id}", which).status == 200);
    CHECK(api.call(Method::get, "/publications/{id}", {{"id", "99999"}}).status == 404);
    CHECK(api.call(Method::post, "/publications/{id}/retry", which).status == 202);
    CHECK(store.publication("a")->state == core::data::DeliveryState::queued);
    store.database.sql(
        "update editorial.publication set state = 'delivered', delivered_revision = revision where uid = 'a'"
    );
    CHECK(api.call(Method::post, "/publications/{id}/retry", which).status == 409);

    const auto started = api.call(Method::post, "/reconciliations");
    CHECK(started.status == 202);
    CHECK(started.fields().find("Location: /cms/api/v1/jobs/") != std::string::npos);
    CHECK(api.call(Method::post, "/reconciliations", {}, R"({"remove_unknown":1})").status == 422);
}
