#include "scraper/routes.hpp"

#include "scraper/handlers/scrapyd/scrapyd_routes.hpp"
#include "scraper/handlers/v1/v1_routes.hpp"

namespace scraper {

using core::http::Method;
using core::http::Request;
using core::http::Response;
using core::http::Router;

Router api_routes(const scrapyd::Context& scrapyd, const v1::Context& v1) {
    Router router;
    scrapyd::add_routes(router, scrapyd);
    v1::add_routes(router, v1);
    return router;
}

Router operator_routes(core::http::Metrics& metrics, const JobMetrics& jobs, std::function<bool()> draining) {
    Router router;
    router.add(Method::get, "/livez", [](const Request&) {
        return Response::json(200, R"({"status":"ok"})");
    });
    router.add(Method::get, "/readyz", [draining = std::move(draining)](const Request&) {
        if (draining()) return Response::json(503, R"({"status":"draining"})");
        return Response::json(200, R"({"status":"ok"})");
    });
    router.add(Method::get, "/metrics", [&metrics, &jobs](const Request&) {
        jobs.update();
        auto response = Response::text(200, metrics.render());
        response.content_type = core::http::Metrics::kContentType;
        return response;
    });
    return router;
}

}  // namespace scraper
