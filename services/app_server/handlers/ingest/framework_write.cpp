#include "app_server/handlers/ingest/ingest_answers.hpp"
#include "app_server/handlers/ingest/ingest_json.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"

namespace app {

using core::http::Request;
using core::http::Response;

core::Task<Response> put_framework(const IngestContext& context, const Request& request) {
    core::http::QueryReader query(request.query);
    if (const auto checked = query.finish(); !checked) {
        co_return core::http::problem(checked.error(), request.request_id);
    }
    auto write = parse_framework_write(request.body);
    if (!write) co_return core::http::problem(write.error(), request.request_id);
    const auto applied =
        co_await apply_framework(context.source(request), std::move(write->framework), write->revision);
    if (!applied) co_return core::http::problem(applied.error(), request.request_id);
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("outcome", to_string(applied->applied));
    json.member("revision", applied->revision);
    json.member("catalogue_version", applied->catalogue_version).end_object();
    co_return Response::json(200, std::move(body));
}

}  // namespace app
