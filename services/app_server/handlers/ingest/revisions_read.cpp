#include "app_server/handlers/ingest/ingest_answers.hpp"
#include "core/base/json.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"

#include <fmt/format.h>

namespace app {

using core::http::Request;
using core::http::Response;

namespace {

constexpr std::int64_t kMaxRevisions = 5'000;

}  // namespace

core::Task<Response> list_revisions(const IngestContext& context, const Request& request) {
    core::http::QueryReader query(request.query);
    const auto after = query.text("after", 64);
    const auto limit = query.integer("limit", 1, kMaxRevisions).value_or(kMaxRevisions);
    if (after && !core::domain::is_uid(*after)) query.fault("after", "invalid-value", "must be a uid");
    if (const auto checked = query.finish(); !checked) {
        co_return core::http::problem(checked.error(), request.request_id);
    }
    const auto session = co_await context.source(request).read();
    const auto version = co_await session->catalogue().version();
    const auto framework = co_await session->framework().revision();
    // One more than asked for tells whether there is a next page.
    auto revisions = co_await session->catalogue().list_revisions(after.value_or(""), limit + 1);
    const bool more = static_cast<std::int64_t>(revisions.size()) > limit;
    if (more) revisions.pop_back();

    std::string body;
    body.reserve(revisions.size() * 64);
    core::json::Writer json(body);
    json.begin_object().member("catalogue_version", version.version);
    json.member("framework_revision", framework).key("items").begin_array();
    for (const auto& stored : revisions) {
        json.begin_object().member("uid", stored.uid).member("revision", stored.revision);
        json.member("removed", stored.removed).end_object();
    }
    json.end_array().key("next");
    if (more) {
        json.value(fmt::format("/internal/v1/revisions?after={}&limit={}", revisions.back().uid, limit));
    } else {
        json.null();
    }
    json.end_object();
    co_return Response::json(200, std::move(body));
}

}  // namespace app
