#include "cms_server/routes.hpp"

#include "cms_server/handlers/hand_in/hand_in_routes.hpp"
#include "cms_server/handlers/jobs/jobs_routes.hpp"
#include "cms_server/handlers/mirror/mirror.hpp"
#include "cms_server/handlers/pages/pages.hpp"
#include "cms_server/handlers/publication/publication_routes.hpp"
#include "cms_server/handlers/staff/service_access.hpp"
#include "cms_server/openapi.hpp"

#include <algorithm>
#include <iterator>

namespace cms {

using core::http::Method;
using core::http::Request;
using core::http::Response;
using core::http::Router;

std::vector<StaffRoute> staff_operations(const StaffPort& port) {
    std::vector<StaffRoute> all;
    const auto add = [&all](std::vector<StaffRoute> routes) {
        std::move(routes.begin(), routes.end(), std::back_inserter(all));
    };
    add(staff_routes(port.staff));
    add(inbox_routes(port.inbox));
    add(courses_routes(port.courses));
    add(preview_routes(port.published, port.presentation));
    add(publication_routes());
    add(framework_routes(port.framework));
    add(scraping_routes(port.scraping));
    add(jobs_routes());
    return all;
}

Router staff_port_routes(const StaffPort& port) {
    Router router;
    add_login(router, port.context, port.staff);
    port.guard.add_to(router, staff_operations(port));
    add_pages(router, port.guard, openapi_document());
    add_mirror(router, port.guard, port.mirror, port.published);
    return router;
}

Router hand_in_port_routes(
    const Context& context, FrameworkLookup& framework, core::auth::ServiceVerifier& verifier
) {
    Router router;
    for (auto& route : hand_in_routes(context, framework)) {
        route.options.access = core::http::Access::service;
        auto handler = std::get<core::http::AsyncHandler>(std::move(route.handler));
        router.add(
            route.method, std::move(route.pattern), service_only(verifier, std::move(handler)), route.options
        );
    }
    router.add(Method::get, "/internal/openapi.json", document_handler(hand_in_openapi_document()));
    return router;
}

Router operators_port_routes(Health health, const core::http::Metrics& metrics) {
    Router router;
    add_health(router, std::move(health));
    router.add(Method::get, "/metrics", [&metrics](const Request&) {
        Response response = Response::text(200, metrics.render());
        response.content_type = core::http::Metrics::kContentType;
        return response;
    });
    return router;
}

}  // namespace cms
