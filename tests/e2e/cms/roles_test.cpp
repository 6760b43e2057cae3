// Which role an operation asks for: every route of the staff port, by each role.
#include "cms_site.hpp"
#include "core/domain/staff.hpp"
#include "port_operations.hpp"
#include "staff_accounts.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace tests;
using core::domain::StaffRole;
using core::http::Method;

namespace {

const std::string kNobody = "2147483647";  // a number or a name of nothing

std::string name_of(Method method, const std::string& pattern) {
    return std::string(core::http::to_string(method)) + " " + pattern;
}

std::string with_values(std::string path) {
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
        path.replace(open, path.find('}') - open + 1, kNobody);
    }
    return path;
}

/// The login and what its page loads.
bool is_open(Method method, const std::string& pattern) {
    if (method == Method::get) return pattern == "/cms/login" || pattern.starts_with("/cms/assets/");
    return method == Method::post && pattern == "/cms/api/v1/session";
}

/// What the App shows to everybody, every member of staff may see.
bool is_mirror(const std::string& pattern) {
    return pattern != "/cms" && !pattern.starts_with("/cms/");
}

/// The least role of every operation that is neither open nor the mirror's.
std::map<std::string, StaffRole> least_roles() {
    const std::map<StaffRole, std::vector<std::string>> table{
        {StaffRole::viewer,
         {
             "GET /cms",
             "GET /cms/",
             "GET /cms/api/docs",
             "GET /cms/api/openapi.json",
             "GET /cms/api/v1/courses",
             "GET /cms/api/v1/courses/{uid}",
             "GET /cms/api/v1/courses/{uid}/check",
             "GET /cms/api/v1/courses/{uid}/duplicates",
             "GET /cms/api/v1/courses/{uid}/preview",
             "GET /cms/api/v1/courses/{uid}/publication",
             "GET /cms/api/v1/courses/{uid}/revisions",
             "GET /cms/api/v1/courses/{uid}/revisions/{number}",
             "GET /cms/api/v1/courses/{uid}/revisions/{number}/difference",
             "GET /cms/api/v1/framework",
             "GET /cms/api/v1/framework/export",
             "GET /cms/api/v1/framework/revisions",
             "GET /cms/api/v1/framework/revisions/{revision}",
             "GET /cms/api/v1/inbox",
             "GET /cms/api/v1/inbox/{id}",
             "GET /cms/api/v1/providers",
             "GET /cms/api/v1/providers/{id}",
             "GET /cms/api/v1/publications",
             "GET /cms/api/v1/publications/{id}",
             "GET /cms/api/v1/publications:summary",
             "GET /cms/api/v1/scrape-runs",
             "GET /cms/api/v1/scrape-runs/{run}",
             "GET /cms/api/v1/session",
             "GET /cms/api/v1/sessions",
             "GET /cms/api/v1/sources",
             "GET /cms/api/v1/sources/{spider}/rules",
             "GET /cms/api/v1/spiders",
             "POST /cms/api/v1/framework/impact",
             "POST /cms/api/v1/me/second-factor",
             "PUT /cms/api/v1/me/second-factor",
             "DELETE /cms/api/v1/me/second-factor",
             "PUT /cms/api/v1/me/password",
             "POST /cms/api/v1/session/second-factor",
             "DELETE /cms/api/v1/session",
             "DELETE /cms/api/v1/sessions/{id}",
         }},
        {StaffRole::editor,
         {
             "POST /cms/api/v1/courses",
             "POST /cms/api/v1/courses:bulk",
             "PATCH /cms/api/v1/courses/{uid}",
             "DELETE /cms/api/v1/courses/{uid}",
             "POST /cms/api/v1/courses/{uid}/merge",
             "POST /cms/api/v1/courses/{uid}/reject",
             "POST /cms/api/v1/courses/{uid}/restore",
             "POST /cms/api/v1/courses/{uid}/revisions/{number}/restore",
             "POST /cms/api/v1/inbox:bulk",
             "POST /cms/api/v1/inbox/{id}/acceptance",
             "POST /cms/api/v1/inbox/{id}/rejection",
             "POST /cms/api/v1/inbox/{id}/reopening",
             "POST /cms/api/v1/providers",
             "POST /cms/api/v1/scrape-runs/{run}/discard",
             "POST /cms/api/v1/scrape-runs/{run}/release",
             "PUT /cms/api/v1/sources/{spider}/rules",
             "DELETE /cms/api/v1/sources/{spider}/rules",
             "POST /cms/api/v1/spiders/{project}/{spider}/runs",
             "DELETE /cms/api/v1/spiders/{project}/runs/{run}",
             "POST /cms/api/v1/spiders:suggest",
             "POST /cms/api/v1/spiders:try",
             "GET /cms/api/v1/job-counts",
             "GET /cms/api/v1/jobs",
             "GET /cms/api/v1/jobs/{id}",
             "GET /cms/api/v1/schedules",
             "GET /cms/api/v1/schedules/{name}",
         }},
        {StaffRole::publisher,
         {
             "POST /cms/api/v1/courses/{uid}/publication",
             "DELETE /cms/api/v1/courses/{uid}/publication",
             "DELETE /cms/api/v1/courses/{uid}/publication/schedule",
             "PATCH /cms/api/v1/providers/{id}",
             "POST /cms/api/v1/providers/{id}/merge",
             "POST /cms/api/v1/publications",
             "POST /cms/api/v1/publications/{id}/retry",
             "POST /cms/api/v1/reconciliations",
             "PUT /cms/api/v1/framework",
             "POST /cms/api/v1/framework/changes",
             "POST /cms/api/v1/framework/import",
             "POST /cms/api/v1/framework/revisions/{revision}/restore",
             "POST /cms/api/v1/jobs/{id}/cancel",
             "POST /cms/api/v1/jobs/{id}/requeue",
         }},
        {StaffRole::administrator,
         {
             "PUT /cms/api/v1/schedules/{name}",
             "GET /cms/api/v1/audit",
             "GET /cms/api/v1/audit/export",
             "GET /cms/api/v1/staff",
             "POST /cms/api/v1/staff",
             "GET /cms/api/v1/staff/{id}",
             "PATCH /cms/api/v1/staff/{id}",
             "POST /cms/api/v1/staff/{id}/password-reset",
             "DELETE /cms/api/v1/staff/{id}/second-factor",
         }},
    };
    std::map<std::string, StaffRole> roles;
    for (const auto& [role, names] : table) {
        for (const auto& name : names) CHECK(roles.emplace(name, role).second);
    }
    return roles;
}

/// Every operation by each role; `least` says which one it asks for.
void walk(StaffWeb& staff, StaffRole role, const std::map<std::string, StaffRole>& least) {
    for (const auto& [method, pattern] : staff_port_operations()) {
        if (is_open(method, pattern)) continue;
        const auto name = name_of(method, pattern);
        if (name == "DELETE /cms/api/v1/session") continue;  // the last one
        const auto wanted = is_mirror(pattern) ? StaffRole::viewer : least.at(name);
        const auto target = with_values(pattern);
        const auto answer = method == Method::get ? staff.get(target) : staff.send(method, target);
        INFO(core::domain::to_string(role) << ": " << name << " " << answer.body.substr(0, 300));
        if (role < wanted) {
            CHECK(answer.status == 403);
            CHECK(at(answer.json().root(), "code").as_string() == "role-too-low");
        } else {
            CHECK(answer.status != 401);
            CHECK(answer.status != 403);
        }
    }
    CHECK(staff.send(Method::delete_, "/cms/api/v1/session").status == 204);
    CHECK(staff.get("/cms/api/v1/session").status == 401);
}

}  // namespace

TEST_CASE("the table of roles names every operation of the staff port, and no other", "[roles]") {
    std::set<std::string> served;
    std::size_t mirrored = 0;
    for (const auto& [method, pattern] : staff_port_operations()) {
        if (is_open(method, pattern)) continue;
        if (is_mirror(pattern)) {
            ++mirrored;
        } else {
            served.insert(name_of(method, pattern));
        }
    }
    std::set<std::string> named;
    for (const auto& [name, role] : least_roles()) named.insert(name);
    CHECK(named == served);
    CHECK(mirrored > 10);
}

TEST_CASE("every operation is refused below its least role and open from there on", "[roles]") {
    CmsSite site;
    const auto least = least_roles();
    for (const auto role :
         {StaffRole::viewer, StaffRole::editor, StaffRole::publisher, StaffRole::administrator}) {
        const auto staff =
            member_of_staff(site.settings, site.cms, std::string(core::domain::to_string(role)));
        walk(*staff, role, least);
    }
}
