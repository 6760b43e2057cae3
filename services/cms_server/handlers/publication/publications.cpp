#include "cms_server/handlers/courses/answers.hpp"
#include "cms_server/handlers/publication/publication_handlers.hpp"
#include "cms_server/handlers/publication/publication_json.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/handlers/staff/list_page.hpp"
#include "cms_server/use_cases/publication/reconcile.hpp"
#include "core/data/audit.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;
using core::http::Response;

std::string publication_json(const Publication& publication) {
    std::string out;
    core::json::Writer json(out);
    write_publication(json, publication);
    return out;
}

core::Error publication_not_found() {
    return {core::ErrorKind::not_found, "publication-not-found", "there is no such publication"};
}

PublicationFilter read_filter(core::http::QueryReader& query) {
    static constexpr std::array<std::string_view, 3> kStates{"queued", "delivered", "failed"};
    static constexpr std::array<std::string_view, 2> kKinds{"course", "framework"};
    PublicationFilter filter;
    if (const auto state = query.choice("state", kStates))
        filter.state = parse_delivery_state(kStates[*state]);
    if (const auto kind = query.choice("kind", kKinds)) filter.kind = parse_publication_kind(kKinds[*kind]);
    return filter;
}

/// The id a page begins or ends at; 0: from the newest.
std::int64_t place_of(const ListPage& page, core::http::QueryReader& query) {
    std::int64_t id = 0;
    if (!page.place()) return id;
    const auto& text = *page.place();
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (fault != std::errc() || end != text.data() + text.size() || id < 1) {
        query.fault("cursor", "invalid-cursor", "is not a cursor of this list");
    }
    return id;
}

AuditEntry retry_entry(const Actor& actor, const Publication& publication) {
    std::string difference;
    core::json::Writer json(difference);
    json.begin_object().member("revision", publication.revision).end_object();
    return {
        .actor_id = actor.id,
        .actor = actor.name,
        .action = "publication.retry",
        .object_kind = std::string(to_string(publication.kind)),
        .object_id = publication.uid,
        .client = actor.client,
        .request_id = actor.request_id,
        .difference = std::move(difference),
    };
}

}  // namespace

Task<Response> list_publications(const StaffCall& call) {
    core::http::QueryReader query(call.request.query);
    const ListPage page(call.request, query);
    const auto at = place_of(page, query);
    const auto filter = read_filter(query);
    if (const auto checked = query.finish(); !checked) co_return refuse(call, checked.error());
    const auto session = co_await call.cms().read();
    auto rows = co_await session->publications().list(filter, at, page.backwards(), page.limit() + 1);
    const auto total = co_await session->publications().count(filter);
    const bool more = page.cut(rows);
    std::string items;
    for (const auto& row : rows) {
        if (!items.empty()) items.push_back(',');
        items += publication_json(row);
    }
    if (rows.empty()) co_return page.answer(items, total, more, std::nullopt, std::nullopt);
    const auto first = std::to_string(rows.front().id);
    co_return page.answer(items, total, more, first, std::to_string(rows.back().id));
}

Task<Response> get_publication(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto id = path_id(call.request, "id");
    if (!id) co_return refuse(call, id.error());
    const auto session = co_await call.cms().read();
    const auto publication = co_await session->publications().find(*id);
    if (!publication) co_return refuse(call, publication_not_found());
    co_return json_answer(200, publication_json(*publication));
}

Task<Response> get_publication_summary(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto session = co_await call.cms().read();
    co_return json_answer(200, summary_json(co_await session->publications().counts()));
}

Task<Response> post_publications(const StaffCall& call) {
    auto bulk = parse_bulk(call.request);
    if (!bulk) co_return refuse(call, bulk.error());
    const auto outcomes =
        co_await change_publications(call.cms(), actor_of(call), bulk->action, std::move(bulk->courses));
    co_return json_answer(200, outcomes_json(outcomes));
}

Task<Response> retry_publication(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto id = path_id(call.request, "id");
    if (!id) co_return refuse(call, id.error());
    const auto work = co_await call.cms().begin();
    const auto retried = co_await work->publications().retry(*id);
    if (!retried) co_return refuse(call, retried.error());
    co_await work->audit().append(retry_entry(actor_of(call), *retried));
    co_await work->commit();
    co_return json_answer(202, publication_json(*retried));
}

Task<Response> post_reconciliation(const StaffCall& call) {
    const auto remove_unknown = parse_reconciliation(call.request);
    if (!remove_unknown) co_return refuse(call, remove_unknown.error());
    const auto job = co_await start_reconciliation(call.cms(), actor_of(call), *remove_unknown);
    if (!job) co_return refuse(call, job.error());
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("job", *job).end_object();
    auto response = json_answer(202, std::move(body));
    response.header("Location", fmt::format("/cms/api/v1/jobs/{}", *job));
    co_return response;
}

}  // namespace cms
