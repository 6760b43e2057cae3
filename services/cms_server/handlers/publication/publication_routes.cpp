#include "cms_server/handlers/publication/publication_routes.hpp"

#include "cms_server/handlers/publication/publication_handlers.hpp"

namespace cms {

namespace {

using core::http::Method;

constexpr std::size_t kSmallBytes = 8 * 1024;
constexpr std::size_t kBulkBytes = 64 * 1024;

struct Row {
    Method method;
    std::string_view path;
    Role role;
    core::Task<core::http::Response> (*answer)(const StaffCall&);
    std::size_t body_limit_bytes = 0;
};

constexpr Row kRows[] = {
    {Method::get, "/courses/{uid}/publication", Role::viewer, get_course_publication},
    {Method::post, "/courses/{uid}/publication", Role::publisher, post_course_publication, kSmallBytes},
    {Method::delete_, "/courses/{uid}/publication", Role::publisher, delete_course_publication},
    {Method::delete_, "/courses/{uid}/publication/schedule", Role::publisher, delete_course_schedule},
    {Method::get, "/publications", Role::viewer, list_publications},
    {Method::post, "/publications", Role::publisher, post_publications, kBulkBytes},
    {Method::get, "/publications/{id}", Role::viewer, get_publication},
    {Method::post, "/publications/{id}/retry", Role::publisher, retry_publication},
    {Method::get, "/publications:summary", Role::viewer, get_publication_summary},
    {Method::post, "/reconciliations", Role::publisher, post_reconciliation, kSmallBytes},
};

}  // namespace

std::vector<StaffRoute> publication_routes() {
    std::vector<StaffRoute> routes;
    for (const auto& row : kRows) {
        routes.push_back(
            {row.method,
             std::string("/cms/api/v1").append(row.path),
             row.role,
             row.answer,
             row.body_limit_bytes}
        );
    }
    return routes;
}

}  // namespace cms
