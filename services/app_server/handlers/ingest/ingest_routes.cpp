#include "app_server/handlers/ingest/ingest_routes.hpp"

#include "app_server/handlers/ingest/ingest_answers.hpp"
#include "app_server/handlers/ingest/ingest_json.hpp"
#include "core/base/embedded_file.hpp"
#include "core/documents/framework.hpp"

#include <span>

namespace app {

std::span<const core::EmbeddedFile> internal_openapi_files();

namespace {

using core::http::Access;
using core::http::Method;
using core::http::Request;
using core::http::Response;

struct IngestRoute {
    Method method;
    std::string_view pattern;
    IngestFunction answer;
    std::size_t body_limit_bytes;
};

// Reading this table is reading the API. Every route asks for a service's signature.
constexpr IngestRoute kRoutes[] = {
    {Method::put, "/internal/v1/courses/{uid}", put_course, kCourseBytes},
    {Method::delete_, "/internal/v1/courses/{uid}", delete_course, 0},
    {Method::post, "/internal/v1/courses:batch", post_course_batch, kBatchBytes},
    {Method::put, "/internal/v1/framework", put_framework, core::documents::kMaxFrameworkBytes},
    {Method::get, "/internal/v1/revisions", list_revisions, 0},
};

}  // namespace

void add_ingest_routes(core::http::Router& router, const IngestContext& context) {
    for (const auto& [method, pattern, answer, body_limit_bytes] : kRoutes) {
        router.add(
            method,
            std::string(pattern),
            signed_only(context, answer),
            {.body_limit_bytes = body_limit_bytes,
             .deadline = std::chrono::seconds(30),
             .access = Access::service}
        );
    }
    router.add(Method::get, "/internal/v1/openapi.json", [](const Request&) {
        return Response::json(200, std::string(internal_openapi_document()));
    });
    router.add(Method::get, "/readyz", ingest_readyz(context));
}

std::string_view internal_openapi_document() {
    return internal_openapi_files().front().content;
}

}  // namespace app
