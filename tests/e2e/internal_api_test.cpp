// The internal port of the built binary, held against its own document.
#include "app_server/handlers/ingest/ingest_routes.hpp"
#include "contract.hpp"
#include "publisher.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <set>

using namespace tests;
using core::http::Method;

namespace {

constexpr std::string_view kBatch = "/internal/v1/courses:batch";

std::string course(std::string_view uid, int revision, std::string_view name = "Contracts", int level = 1) {
    return fmt::format(
        R"({{"uid":"{}","name":"{}","url":"https://example.org/c","provider":"SAL","level":{},"format":1,)"
        R"("cost":{{"kind":"fixed","amount":"1498.00"}},"cpd":{{"kind":"points","points":"3.5"}},"ongoing":false,)"
        R"("dates":[{{"starts_at":"2030-03-05T01:00:00Z","ends_at":null}}],"duration_days":"1.5","areas":[1],)"
        R"("competencies":[],"source":"manual","revision":{}}})",
        uid,
        name,
        level,
        revision
    );
}

std::string framework(int revision, std::string_view levels) {
    return fmt::format(
        R"({{"revision":{},"framework":{{"title":"T","levels":{},"formats":[],"needs":[],"specialisms":[],)"
        R"("verticals":[],"areas":[],"categories":[],"competencies":[],"job_roles":[]}}}})",
        revision,
        levels
    );
}

class Exchanges {
public:
    explicit Exchanges(Contract& contract) : contract_(contract) {}

    void expect(std::string_view operation, unsigned status, const Answer& answer) {
        INFO(operation << " answered " << answer.status << ": " << answer.body.substr(0, 500));
        CHECK(answer.status == status);
        CHECK(contract_.faults(operation, answer) == std::vector<std::string>());
    }

private:
    Contract& contract_;
};

std::string text_at(const Answer& answer, std::string_view path) {
    return std::string(at(answer.json().root(), path).as_string().value_or(""));
}

struct Call {
    std::string_view operation;
    Method method;
    std::string target;
    std::string body;
};

std::vector<Call> good_calls() {
    return {
        {"putCourse", Method::put, "/internal/v1/courses/a", course("a", 1)},
        {"deleteCourse", Method::delete_, "/internal/v1/courses/b?revision=3", ""},
        {"postCourseBatch",
         Method::post,
         std::string(kBatch),
         R"({"items":[{"course":)" + course("c", 1) + R"(},{"removed":{"uid":"d","revision":2}},{"course":)" +
             course("e", 1, "E", 999) + R"(},{"course":{"uid":"f"}},{"nonsense":1}]})"},
        {"putFramework", Method::put, "/internal/v1/framework", ""},  // its body is the caller's
        {"listRevisions", Method::get, "/internal/v1/revisions?limit=2", ""},
    };
}

}  // namespace

TEST_CASE("every internal operation answers as documented, in every documented way", "[internal]") {
    AppDatabase database(starter_data());
    RunningIngest app(database.conninfo());
    Publisher cms(app);
    Contract contract(cms.send_as(std::nullopt, Method::get, "/internal/v1/openapi.json", "").body);
    REQUIRE(contract.operations().size() == 5);
    Exchanges exchanges(contract);

    for (const auto& [operation, method, target, body] : good_calls()) {
        if (operation != "putFramework") exchanges.expect(operation, 200, cms.send(method, target, body));
        exchanges.expect(operation, 401, cms.send_as(std::nullopt, method, target, body));
        const auto unknown = target + (target.find('?') == std::string::npos ? "?x=1" : "&x=1");
        exchanges.expect(operation, 400, cms.send(method, unknown, body.empty() ? "" : body));
    }
    const auto batch = cms.post(kBatch, good_calls()[2].body);
    CHECK(text_at(batch, "items/0/outcome") == "unchanged");
    CHECK(text_at(batch, "items/1/outcome") == "stale");
    CHECK(text_at(batch, "items/2/code") == "unknown-reference");
    CHECK(text_at(batch, "items/2/errors/0/pointer") == "/level");
    CHECK(text_at(batch, "items/3/code") == "invalid-document");
    CHECK(text_at(batch, "items/4/code") == "invalid-item");

    exchanges.expect("putCourse", 422, cms.put("/internal/v1/courses/a", course("other", 1)));
    exchanges.expect("putCourse", 422, cms.put("/internal/v1/courses/a", course("a", 2, "A", 999)));
    exchanges.expect("postCourseBatch", 422, cms.post(kBatch, "{}"));
    exchanges.expect("putFramework", 422, cms.put("/internal/v1/framework", framework(1, "[{}]")));
    exchanges.expect("putFramework", 409, cms.put("/internal/v1/framework", framework(1, "[]")));
    {
        AppDatabase empty("");
        RunningIngest fresh(empty.conninfo());
        Publisher other(fresh);
        const auto level = R"([{"id":1,"acronym":"B","name":"Basic"}])";
        const auto stored = other.put("/internal/v1/framework", framework(1, level));
        exchanges.expect("putFramework", 200, stored);
        CHECK(text_at(stored, "outcome") == "inserted");
        CHECK(text_at(other.put("/internal/v1/framework", framework(1, "[]")), "outcome") == "stale");
    }
    {
        RunningIngest lost("host=/nowhere dbname=none");
        Publisher other(lost);
        for (const auto& [operation, method, target, body] : good_calls()) {
            const auto sent = operation == "putFramework" ? framework(1, "[]") : body;
            exchanges.expect(operation, 503, other.send(method, target, sent));
        }
        CHECK(other.get("/readyz").status == 503);
        CHECK(other.get("/livez").status == 200);
    }
    for (const auto& [operation, method, target, body] : good_calls()) {
        exchanges.expect(operation, 405, cms.send(Method::patch, target, ""));
    }
    exchanges.expect("postCourseBatch", 413, cms.post(kBatch, std::string(9 * 1024 * 1024, ' ')));
    CHECK(contract.not_exercised() == std::vector<std::string>());
    CHECK(app.stop() == 0);
}

TEST_CASE("every internal route is documented and asks for a signature", "[internal]") {
    const app::IngestContext context;
    core::http::Router router;
    app::add_ingest_routes(router, context);
    std::set<std::string> offered;
    for (const auto* route : router.routes()) {
        if (route->pattern == "/readyz" || route->pattern == "/internal/v1/openapi.json") continue;
        CHECK(route->options.access == core::http::Access::service);
        std::string method(to_string(route->method));
        for (auto& c : method) c = static_cast<char>(std::tolower(c));
        offered.insert(method + " " + route->pattern);
    }
    const Contract contract{std::string(app::internal_openapi_document())};
    std::set<std::string> documented;
    for (const auto& operation : contract.operations())
        documented.insert(operation.method + " " + operation.path);
    CHECK(documented == offered);
}

TEST_CASE("a signature counts once, for one request", "[internal]") {
    AppDatabase database(starter_data());
    RunningIngest app(database.conninfo());
    Publisher cms(app);
    const std::string target = "/internal/v1/courses/a";
    const auto body = course("a", 1);
    const auto signature = cms.sign(Method::put, target, body);
    CHECK(cms.send_as(signature, Method::put, target, course("a", 2)).status == 401);
    CHECK(cms.send_as(signature, Method::put, "/internal/v1/courses/b", body).status == 401);
    CHECK(cms.send_as(signature, Method::put, target, body).status == 200);
    const auto replayed = cms.send_as(signature, Method::put, target, body);
    CHECK(replayed.status == 401);
    CHECK(text_at(replayed, "code") == "signature-replayed");
    CHECK(cms.send_as("Basic Y21zOmE=", Method::put, target, body).status == 401);
}

TEST_CASE("the public port knows nothing of the internal one", "[internal]") {
    AppDatabase database(starter_data());
    RunningIngest both(database.conninfo(), {"serve", "--with-ingest"});
    boost::asio::io_context io;
    core::http::Client client(io.get_executor());
    const auto status = [&](std::uint16_t port, std::string_view target) {
        core::http::ClientRequest request;
        request.url = fmt::format("http://127.0.0.1:{}{}", port, target);
        return run(io, client.send(std::move(request))).value().status;
    };
    for (const auto* target :
         {"/internal/v1/revisions",
          "/internal/v1/courses/a",
          "/internal/v1/framework",
          "/internal/v1/openapi.json",
          "/metrics"}) {
        INFO(target);
        CHECK(status(both.public_port(), target) == 404);
    }
    CHECK(status(both.port(), "/internal/v1/revisions") == 401);
    CHECK(status(both.port(), "/metrics") == 200);
    CHECK(status(both.port(), "/api/v1/framework") == 404);
    CHECK(both.stop() == 0);
}

TEST_CASE("the public and the internal port drain at the same time", "[internal]") {
    AppDatabase database(starter_data());
    RunningIngest both(database.conninfo(), {"serve", "--with-ingest"}, {{"LIFTED_DRAIN_DELAY", "3s"}});
    const auto began = std::chrono::steady_clock::now();
    CHECK(both.stop() == 0);
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK(took >= std::chrono::seconds(3));
    CHECK(took < std::chrono::seconds(6));  // one after the other they take as long
}

TEST_CASE("without a service key nothing is taken in", "[internal]") {
    AppDatabase database("");
    const auto refused = run_app_command(database.conninfo(), {"ingest"});
    CHECK(refused.status == 2);
    CHECK(refused.errors.find("LIFTED_SERVICE_KEYS") != std::string::npos);
    CHECK(run_app_command(database.conninfo(), {"serve", "--with-ingest"}).status == 2);
    const auto weak =
        run_app_command(database.conninfo(), {"ingest"}, {{"LIFTED_SERVICE_KEYS", "cms:short"}});
    CHECK(weak.status != 0);
    CHECK(weak.errors.find("short") == std::string::npos);
}

TEST_CASE("what is told to the internal port shows in every instance within a second", "[internal]") {
    Site site;
    RunningApp second(site.database.conninfo());
    second.wait_until_ready();
    Web other(second);
    RunningIngest ingest(site.database.conninfo());
    Publisher cms(ingest);
    REQUIRE(cms.put("/internal/v1/courses/fresh", course("fresh", 1, "Fresh")).status == 200);
    const auto told = std::chrono::steady_clock::now();
    const auto found = [](const Answer& answer) { return answer.status == 200; };
    site.web.await("/api/v1/courses/fresh", found);
    other.await("/api/v1/courses/fresh", found);
    CHECK(std::chrono::steady_clock::now() - told < std::chrono::seconds(1));
    REQUIRE(cms.remove("/internal/v1/courses/fresh?revision=2").status == 200);
    const auto gone = [](const Answer& answer) { return answer.status == 404; };
    site.web.await("/api/v1/courses/fresh", gone);
    other.await("/api/v1/courses/fresh", gone);
}
