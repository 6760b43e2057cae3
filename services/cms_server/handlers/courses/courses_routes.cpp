#include "cms_server/handlers/courses/courses_routes.hpp"

#include "cms_server/handlers/courses/course_handlers.hpp"

namespace cms {

namespace {

using core::http::Method;

constexpr std::size_t kCourseBytes = 128 * 1024;
constexpr std::size_t kBulkBytes = 128 * 1024;
constexpr std::size_t kSmallBytes = 8 * 1024;
constexpr std::size_t kProviderBytes = 64 * 1024;

struct Row {
    Method method;
    std::string_view path;
    Role role;
    CallAnswer (*answer)(const CourseServices&, const StaffCall&);
    std::size_t body_limit_bytes = 0;
};

constexpr Row kRows[] = {
    {Method::get, "/courses", Role::viewer, list_courses},
    {Method::post, "/courses", Role::editor, post_course, kCourseBytes},
    {Method::post, "/courses:bulk", Role::editor, change_courses, kBulkBytes},
    {Method::get, "/courses/{uid}", Role::viewer, get_course},
    {Method::patch, "/courses/{uid}", Role::editor, patch_course, kCourseBytes},
    {Method::delete_, "/courses/{uid}", Role::editor, bin_course},
    {Method::post, "/courses/{uid}/restore", Role::editor, restore_course},
    {Method::post, "/courses/{uid}/reject", Role::editor, reject_course, kSmallBytes},
    {Method::post, "/courses/{uid}/merge", Role::editor, merge_course, kSmallBytes},
    {Method::get, "/courses/{uid}/check", Role::viewer, check_course},
    {Method::get, "/courses/{uid}/duplicates", Role::viewer, list_duplicates},
    {Method::get, "/courses/{uid}/revisions", Role::viewer, list_revisions},
    {Method::get, "/courses/{uid}/revisions/{number}", Role::viewer, get_revision},
    {Method::get, "/courses/{uid}/revisions/{number}/difference", Role::viewer, get_difference},
    {Method::post, "/courses/{uid}/revisions/{number}/restore", Role::editor, restore_course_revision},
    {Method::get, "/providers", Role::viewer, list_providers},
    {Method::post, "/providers", Role::editor, post_provider, kProviderBytes},
    {Method::get, "/providers/{id}", Role::viewer, get_provider},
    // Both change what the public sees.
    {Method::patch, "/providers/{id}", Role::publisher, patch_provider, kProviderBytes},
    {Method::post, "/providers/{id}/merge", Role::publisher, merge_provider, kSmallBytes},
};

}  // namespace

std::vector<StaffRoute> courses_routes(const CourseServices& services) {
    std::vector<StaffRoute> routes;
    for (const auto& row : kRows) {
        const auto answer = row.answer;
        routes.push_back(
            {row.method,
             std::string("/cms/api/v1").append(row.path),
             row.role,
             [&services, answer](const StaffCall& call) { return answer(services, call); },
             row.body_limit_bytes}
        );
    }
    return routes;
}

}  // namespace cms
