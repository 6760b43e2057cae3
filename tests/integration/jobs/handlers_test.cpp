#include "cms_server/handlers/jobs/jobs_routes.hpp"
#include "core/base/json.hpp"
#include "core/storage/staff/postgres_audit_log.hpp"
#include "jobs_database.hpp"

#include <fstream>
#include <iterator>

using namespace tests;
using cms::Role;
using core::http::Method;
using core::http::Request;
using core::http::Response;

namespace {

constexpr core::postgres::Query kBegin{"test.begin", "begin"};
constexpr core::postgres::Query kCommit{"test.commit", "commit"};

/// The parts of the CMS's database that jobs have to do with.
class UnitOfWork final : public core::data::CmsUnitOfWork {
public:
    explicit UnitOfWork(core::postgres::Lease lease)
        : lease_(std::move(lease)), jobs_(*lease_), audit_(*lease_) {}

    core::data::StaffRepository& staff() override { throw std::logic_error("no staff here"); }

    core::data::AuditLog& audit() override { return audit_; }

    core::data::DraftRepository& drafts() override { throw std::logic_error("no drafts here"); }

    core::data::ProviderRepository& providers() override { throw std::logic_error("no providers here"); }

    core::data::InboxRepository& inbox() override { throw std::logic_error("no inbox here"); }

    core::data::PublicationRepository& publications() override { throw std::logic_error("none here"); }

    core::data::FrameworkDrafts& framework() override { throw std::logic_error("no framework here"); }

    core::data::JobRepository& jobs() override { return jobs_; }

    Task<void> commit() override { co_await lease_->execute(kCommit); }

private:
    core::postgres::Lease lease_;
    PostgresJobRepository jobs_;
    core::storage::PostgresAuditLog audit_;
};

class Source final : public core::data::CmsDataSource {
public:
    explicit Source(core::postgres::Pool& pool) : pool_(pool) {}

    Task<std::unique_ptr<core::data::CmsReadSession>> read() override { co_return co_await begin(); }

    Task<std::unique_ptr<core::data::CmsUnitOfWork>> begin() override {
        auto lease = co_await pool_.acquire();
        co_await lease->execute(kBegin);
        co_return std::make_unique<UnitOfWork>(std::move(lease));
    }

private:
    core::postgres::Pool& pool_;
};

std::string audit_migration() {
    std::ifstream file(LIFTED_AUDIT_MIGRATION);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Answer {
    unsigned status = 0;
    std::string body;
    std::string etag;
    std::string fields;
};

struct Fixture : JobsDatabase {
    Fixture() : source(pool) {
        database.sql(audit_migration());
        context.routers.resize(1);
        context.routers[0].own<core::data::CmsModel>(source);
        for (const auto& route : routes) {
            router.add(route.method, route.pattern, [](const Request&) { return Response(200); });
        }
    }

    Answer ask(Method method, std::string target, std::string body = {}, std::string if_match = {}) {
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
        if (!if_match.empty()) request.headers.emplace_back("If-Match", if_match);
        const auto match = router.match(method, request.path, request.path_params);
        if (!match.route) return {match.known_path ? 405U : 404U, "", "", ""};
        for (const auto& route : routes) {
            if (route.method != method || route.pattern != match.route->pattern) continue;
            const cms::StaffMember member{7, "ann", route.role};
            const auto response = database.run(route.handler(cms::StaffCall{request, member, context}));
            return {response.status, std::string(response.body_bytes()), response.etag, response.fields()};
        }
        throw std::logic_error("the route is not in the table");
    }

    Answer get(std::string target) { return ask(Method::get, std::move(target)); }

    Answer post(std::string target) { return ask(Method::post, std::move(target)); }

    Source source;
    cms::Context context;
    std::vector<cms::StaffRoute> routes = cms::jobs_routes();
    core::http::Router router;
};

/// The text of a member, or of a member's member.
std::string text(const Answer& answer, std::string_view member) {
    const auto document = core::json::Document::parse(answer.body).value();
    std::string out;
    document.root().find(member).append_to(out);
    return out;
}

const std::string kSchedule =
    R"({"cron":"0 3 * * *","time_zone":"Asia/Singapore","kind":"a","version":1,"payload":{"n":[1]},)"
    R"("enabled":true})";

}  // namespace

TEST_CASE_METHOD(Fixture, "staff list jobs page by page and look at one") {
    for (int i = 0; i < 5; ++i) enqueue({.kind = i % 2 == 0 ? "even" : "odd", .payload = R"({"n":1})"});
    const auto page = get("/cms/api/v1/jobs?limit=2");
    CHECK(page.status == 200);
    CHECK(text(page, "total") == "5");
    CHECK(text(page, "prev") == "null");
    auto next = text(page, "next");
    next = next.substr(1, next.size() - 2);
    const auto second = get(next);
    CHECK(second.status == 200);
    CHECK(second.body.find(R"({"items":[{"id":3,)") == 0);
    auto previous = text(second, "prev");
    CHECK(get(previous.substr(1, previous.size() - 2)).body.find(R"({"items":[{"id":5,)") == 0);

    CHECK(text(get("/cms/api/v1/jobs?kind=odd&state=ready"), "total") == "2");
    CHECK(get("/cms/api/v1/jobs?state=odd").status == 400);
    CHECK(get("/cms/api/v1/jobs?x=1").status == 400);
    CHECK(get("/cms/api/v1/jobs?cursor=x").status == 400);
    CHECK(get(next + "&kind=odd").status == 400);

    const auto job = get("/cms/api/v1/jobs/1");
    CHECK(job.status == 200);
    CHECK(text(job, "kind") == R"("even")");
    CHECK(text(job, "payload") == R"({"n":1})");
    CHECK(text(job, "state") == R"("ready")");
    CHECK(text(job, "finished_at") == "null");
    CHECK(get("/cms/api/v1/jobs/99").status == 404);
    CHECK(get("/cms/api/v1/jobs/x").status == 400);
    CHECK(text(get("/cms/api/v1/job-counts"), "ready") == "5");
}

TEST_CASE_METHOD(Fixture, "staff cancel and requeue a job, and the audit log says so") {
    enqueue({.kind = "a"});
    CHECK(post("/cms/api/v1/jobs/1/requeue").status == 409);
    const auto cancelled = post("/cms/api/v1/jobs/1/cancel");
    CHECK(cancelled.status == 200);
    CHECK(text(cancelled, "state") == R"("cancelled")");
    CHECK(post("/cms/api/v1/jobs/1/cancel").status == 409);
    CHECK(text(post("/cms/api/v1/jobs/1/requeue"), "state") == R"("ready")");
    CHECK(post("/cms/api/v1/jobs/2/cancel").status == 404);
    CHECK(
        database.value("select string_agg(actor || ' ' || action || ' ' || object_id || ' ' || client, ', ' "
                       "order by id) from audit.entry"
        ) == "ann job.cancel 1 192.0.2.1, ann job.requeue 1 192.0.2.1"
    );
    CHECK(
        database.value("select difference -> 'state' from audit.entry order by id limit 1") ==
        R"({"to": "cancelled", "from": "ready"})"
    );
}

TEST_CASE_METHOD(Fixture, "an administrator creates and changes a schedule by its version") {
    const std::string path = "/cms/api/v1/schedules/nightly";
    const auto created = ask(Method::put, path, kSchedule);
    CHECK(created.status == 201);
    CHECK(created.etag == "v1");
    CHECK(created.fields.find("Location: " + path) != std::string::npos);
    CHECK(ask(Method::put, path, kSchedule).status == 428);

    auto off = kSchedule;
    off.replace(off.find("true"), 4, "false");
    CHECK(ask(Method::put, path, off, "\"v9\"").status == 412);
    CHECK(ask(Method::put, path, off, "*").status == 400);
    const auto changed = ask(Method::put, path, off, "\"v1\"");
    CHECK(changed.status == 200);
    CHECK(changed.etag == "v2");
    CHECK(text(changed, "next_fire_at") == "null");
    CHECK(get(path).etag == "v2");
    CHECK(text(get("/cms/api/v1/schedules"), "total") == "1");
    CHECK(get("/cms/api/v1/schedules/none").status == 404);
    CHECK(
        database.value("select string_agg(action, ' ' order by id) from audit.entry") ==
        "schedule.create schedule.edit"
    );
    CHECK(
        database.value("select difference from audit.entry order by id desc limit 1") ==
        R"({"enabled": {"to": false, "from": true}})"
    );
}

TEST_CASE_METHOD(Fixture, "a schedule with faults is refused with all of them") {
    const auto refused =
        ask(Method::put,
            "/cms/api/v1/schedules/-bad",
            R"({"cron":"x","time_zone":"UTC","kind":"A","version":1,"payload":{},"enabled":true})");
    CHECK(refused.status == 400);
    CHECK(refused.body.find(R"("in":"path","name":"name")") != std::string::npos);
    CHECK(refused.body.find(R"("pointer":"/cron")") != std::string::npos);
    CHECK(refused.body.find(R"("pointer":"/kind")") != std::string::npos);
    CHECK(ask(Method::put, "/cms/api/v1/schedules/a", "{}").status == 422);
    CHECK(ask(Method::put, "/cms/api/v1/schedules/a", "[").status == 400);
    CHECK(database.value("select count(*) from jobs.schedule") == "0");
}

TEST_CASE_METHOD(Fixture, "reading takes an editor, stopping a publisher, scheduling an administrator") {
    for (const auto& route : routes) {
        const auto least = route.method == Method::get    ? Role::editor
                           : route.method == Method::post ? Role::publisher
                                                          : Role::administrator;
        CHECK(route.role == least);
    }
}
