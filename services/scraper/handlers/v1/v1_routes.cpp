#include "scraper/handlers/v1/v1_routes.hpp"

#include "scraper/engine/document/schema.hpp"
#include "scraper/handlers/v1/calls.hpp"
#include "scraper/web/openapi.hpp"

namespace scraper::v1 {

using core::http::Method;
using core::http::Router;

namespace {

struct Read {
    std::string_view pattern;
    Response (*answer)(const Request&, const Context&);
};

struct Action {
    std::string_view pattern;
    core::Task<Response> (*answer)(const Request&, const Context&);
    std::size_t body_limit_bytes;
};

// Reading these tables is reading the API.
constexpr Read kReads[] = {
    {"/v1/jobs/{id}", get_job},
    {"/v1/jobs/{id}/items", list_items},
    {"/v1/jobs/{id}/errors", list_errors},
    {"/v1/jobs/{id}/snapshots", list_snapshots},
    {"/v1/snapshots/{hash}", get_snapshot},
};

constexpr Action kActions[] = {
    {"/v1/jobs/{id}/replay", replay_job, 0},
    {"/v1/try", try_spider, 12U << 20U},
    {"/v1/suggest", suggest_spider, 12U << 20U},
};

}  // namespace

void add_routes(Router& router, const Context& context) {
    for (const auto& read : kReads) {
        router.add(
            Method::get,
            std::string(read.pattern),
            [answer = read.answer, &context](const Request& request) { return answer(request, context); }
        );
    }
    for (const auto& action : kActions) {
        router.add(
            Method::post,
            std::string(action.pattern),
            [answer = action.answer, &context](const Request& request) { return answer(request, context); },
            {.body_limit_bytes = action.body_limit_bytes, .deadline = std::chrono::seconds(60)}
        );
    }
    router.add(Method::get, "/v1/projects/{project}/spiders", [&context](const Request& request) {
        return list_spiders(request, context);
    });
    router.add(Method::get, "/v1/spider.schema.json", [](const Request&) {
        auto response = Response::json(200, std::string(spider_schema()));
        response.content_type = "application/schema+json";
        return response;
    });
    router.add(Method::get, "/v1/openapi.json", [](const Request&) {
        return Response::json(200, std::string(openapi_document()));
    });
}

}  // namespace scraper::v1
