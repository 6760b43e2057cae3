#include "app_server/routes.hpp"

#include "app_server/handlers/directory_reads.hpp"
#include "app_server/handlers/framework_reads.hpp"
#include "app_server/handlers/health.hpp"
#include "app_server/handlers/pages.hpp"

namespace app {

namespace {

using core::http::Method;
using core::http::Request;
using core::http::Response;
using core::http::RouteOptions;
using core::http::Router;

constexpr std::size_t kReviewBytes = 256 * 1024;

struct Read {
    std::string_view pattern;
    ReadFunction answer;
    Targets targets = Targets::few;
};

// Reading this table is reading the API. Every read is open to all, from any origin.
constexpr Read kReads[] = {
    {"/api/v1/framework", get_framework},
    {"/api/v1/questionnaire", get_questionnaire},
    {"/api/v1/verticals", list_verticals},
    {"/api/v1/verticals/{id}", get_vertical},
    {"/api/v1/areas/{id}", get_area},
    {"/api/v1/competency-categories/{id}", get_competency_category},
    {"/api/v1/competencies/{id}", get_competency},
    {"/api/v1/job-roles", list_job_roles},
    {"/api/v1/job-roles/{id}", get_job_role},
    {"/api/v1/job-roles/{id}/questions", list_questions},
    {"/api/v1/recommendations", list_recommendations},
    {"/api/v1/course-instances", list_course_instances},
    {"/api/v1/courses", list_courses},
    {"/api/v1/courses/{uid}", get_course, Targets::many},
    {"/api/v1/providers", list_providers},
    {"/api/v1/providers/{id}", get_provider},
    {"/api/v1/changes", list_changes},
};

}  // namespace

Router public_routes(PublicReads& reads, const SnapshotHolder& holder, std::function<bool()> draining) {
    Router router;
    const RouteOptions open{.cors = true};
    for (const auto& [pattern, answer, targets] : kReads) {
        router.add(Method::get, std::string(pattern), reads.read(answer, targets), open);
    }
    const RouteOptions review{.body_limit_bytes = kReviewBytes, .cors = true};
    router.add(Method::post, "/api/v1/reviews", reads.compute(create_review), review);

    router.add(Method::get, "/livez", get_livez);
    router.add(Method::get, "/readyz", readyz(holder, std::move(draining), false));
    add_pages(router);
    return router;
}

Router internal_routes(
    const CatalogueMetrics& metrics, const SnapshotHolder& holder, std::function<bool()> draining
) {
    Router router;
    router.add(Method::get, "/livez", get_livez);
    router.add(Method::get, "/readyz", readyz(holder, std::move(draining), true));
    router.add(Method::get, "/metrics", [&metrics](const Request&) {
        Response response = Response::text(200, metrics.render());
        response.content_type = core::http::Metrics::kContentType;
        return response;
    });
    return router;
}

}  // namespace app
