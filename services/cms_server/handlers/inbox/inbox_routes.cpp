#include "cms_server/handlers/inbox/inbox_routes.hpp"

#include "cms_server/handlers/inbox/inbox_handlers.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/use_cases/reviews/vocabulary.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"

#include <charconv>

namespace cms {

namespace {

using core::http::Method;

constexpr std::size_t kSmallBytes = 8 * 1024;
constexpr std::size_t kBulkBytes = 32 * 1024;

struct Row {
    Method method;
    std::string_view path;
    Role role;
    InboxAnswer (*answer)(const InboxServices&, const StaffCall&);
    std::size_t body_limit_bytes = 0;
};

constexpr Row kRows[] = {
    {Method::get, "/inbox", Role::viewer, list_inbox},
    {Method::post, "/inbox:bulk", Role::editor, decide_entries, kBulkBytes},
    {Method::get, "/inbox/{id}", Role::viewer, get_entry},
    {Method::post, "/inbox/{id}/acceptance", Role::editor, accept_entry, kSmallBytes},
    {Method::post, "/inbox/{id}/rejection", Role::editor, reject_entry, kSmallBytes},
    {Method::post, "/inbox/{id}/reopening", Role::editor, reopen_entry},
    {Method::get, "/scrape-runs", Role::viewer, list_runs},
    {Method::get, "/scrape-runs/{run}", Role::viewer, get_run},
    {Method::post, "/scrape-runs/{run}/release", Role::editor, release_held_run, kSmallBytes},
    {Method::post, "/scrape-runs/{run}/discard", Role::editor, discard_held_run},
    {Method::get, "/sources", Role::viewer, list_sources},
    {Method::get, "/sources/{spider}/rules", Role::viewer, get_rules},
    {Method::put, "/sources/{spider}/rules", Role::editor, put_rules, kSmallBytes},
    {Method::delete_, "/sources/{spider}/rules", Role::editor, delete_rules},
};

}  // namespace

std::vector<StaffRoute> inbox_routes(const InboxServices& services) {
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

core::data::AuditEntry audit_of(const StaffCall& call) {
    core::data::AuditEntry entry;
    entry.actor_id = call.member.id;
    entry.actor = call.member.username;
    entry.client = call.request.client;
    entry.request_id = call.request.request_id;
    return entry;
}

core::Task<core::domain::Vocabulary> words_of(const InboxServices& services, const StaffCall& call) {
    const auto framework = co_await services.framework.get_if_known(call.app(), call.request.worker);
    co_return vocabulary_of(framework.get());
}

core::http::Response refuse_call(const StaffCall& call, const core::Error& error) {
    return core::http::problem(error, call.request.request_id);
}

core::http::Response versioned(std::string body, std::int64_t version) {
    auto response = core::http::Response::json(200, std::move(body));
    response.etag = version_etag(version);
    return response;
}

core::Result<std::int64_t> version_of(const StaffCall& call) {
    core::http::QueryReader query(call.request.query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    return required_version(call.request);
}

core::Result<std::int64_t> entry_id(const StaffCall& call) {
    const auto text = call.request.path_param("id");
    std::int64_t id = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (fault == std::errc() && end == text.data() + text.size() && id > 0) return id;
    return core::Error{core::ErrorKind::not_found, "inbox-entry-not-found", "there is no such entry"};
}

}  // namespace cms
