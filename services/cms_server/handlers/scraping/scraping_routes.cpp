#include "cms_server/handlers/scraping/scraping_routes.hpp"

#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/use_cases/scraping/scraping.hpp"
#include "core/base/json.hpp"
#include "core/http/problem.hpp"

#include <algorithm>

namespace cms {

namespace {

using core::Task;
using core::http::Method;
using core::http::problem;
using core::http::Response;

constexpr std::size_t kDocumentBytes = 512 * 1024;

void append_job(core::json::Writer& json, const SpiderJob& job) {
    json.begin_object()
        .member("id", job.id)
        .member("state", to_string(job.state))
        .member("started_at", job.started_at)
        .member("finished_at", job.finished_at)
        .member("reason", job.reason)
        .member("items", job.items)
        .member("pages", job.pages)
        .member("errors", job.errors)
        .end_object();
}

/// Every spider with its latest run.
std::string spiders_body(const std::vector<SpiderName>& spiders, const std::vector<SpiderJob>& jobs) {
    std::string body;
    core::json::Writer json(body);
    json.begin_object().key("items").begin_array();
    for (const auto& name : spiders) {
        const auto latest = std::find_if(jobs.begin(), jobs.end(), [&](const SpiderJob& job) {
            return job.spider.project == name.project && job.spider.spider == name.spider;
        });
        json.begin_object().member("project", name.project).member("spider", name.spider).key("latest_run");
        if (latest == jobs.end()) {
            json.null();
        } else {
            append_job(json, *latest);
        }
        json.end_object();
    }
    json.end_array().member("total", static_cast<std::int64_t>(spiders.size()));
    json.key("next").null().key("prev").null().end_object();
    return body;
}

Task<Response> list_spiders(const StaffCall& call, ScraperDaemon& scraper) {
    const auto& id = call.request.request_id;
    if (const auto none = refuse_parameters(call.request); !none) co_return problem(none.error(), id);
    const auto spiders = co_await scraper.list_spiders();
    if (!spiders) co_return problem(spiders.error(), id);
    const auto jobs = co_await scraper.list_jobs();
    if (!jobs) co_return problem(jobs.error(), id);
    co_return Response::json(200, spiders_body(*spiders, *jobs));
}

Task<Response> post_run(const StaffCall& call, ScraperDaemon&) {
    const auto& request = call.request;
    if (const auto none = refuse_parameters(request); !none)
        co_return problem(none.error(), request.request_id);
    const auto job = co_await request_scrape(
        call.cms(),
        actor_of(call),
        {std::string(request.path_param("project")), std::string(request.path_param("spider"))}
    );
    if (!job) co_return problem(job.error(), request.request_id);
    std::string body;
    core::json::Writer(body).begin_object().member("job_id", *job).end_object();
    auto response = Response::json(202, std::move(body));
    response.header("Location", "/cms/api/v1/jobs/" + std::to_string(*job));
    co_return response;
}

Task<Response> delete_run(const StaffCall& call, ScraperDaemon& scraper) {
    const auto& request = call.request;
    if (const auto none = refuse_parameters(request); !none)
        co_return problem(none.error(), request.request_id);
    const auto ended = co_await cancel_scrape(
        call.cms(),
        scraper,
        actor_of(call),
        std::string(request.path_param("project")),
        std::string(request.path_param("run"))
    );
    if (!ended) co_return problem(ended.error(), request.request_id);
    co_return Response(204);
}

Task<Response> ask(const StaffCall& call, ScraperDaemon& scraper, std::string operation) {
    const auto& request = call.request;
    if (const auto none = refuse_parameters(request); !none)
        co_return problem(none.error(), request.request_id);
    auto answer = co_await scraper.ask(std::move(operation), request.body);
    if (!answer) co_return problem(answer.error(), request.request_id);
    co_return Response::json(200, std::move(*answer));
}

}  // namespace

std::vector<StaffRoute> scraping_routes(const ScrapingServices& services) {
    const auto with = [&services](Task<Response> (*handler)(const StaffCall&, ScraperDaemon&)) {
        return [&services, handler](const StaffCall& call) {
            return handler(call, *services.scrapers[call.request.worker]);
        };
    };
    const auto asking = [&services](std::string operation) {
        return [&services, operation](const StaffCall& call) {
            return ask(call, *services.scrapers[call.request.worker], operation);
        };
    };
    const std::string base = "/cms/api/v1/spiders";
    return {
        {Method::get, base, Role::viewer, with(list_spiders)},
        {Method::post, base + "/{project}/{spider}/runs", Role::editor, with(post_run)},
        {Method::delete_, base + "/{project}/runs/{run}", Role::editor, with(delete_run)},
        harmless({Method::post, base + ":try", Role::editor, asking("try"), kDocumentBytes}),
        harmless({Method::post, base + ":suggest", Role::editor, asking("suggest"), kDocumentBytes}),
    };
}

}  // namespace cms
