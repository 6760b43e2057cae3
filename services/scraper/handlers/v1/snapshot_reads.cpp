#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"
#include "core/http/ascii.hpp"
#include "core/http/problem.hpp"
#include "scraper/handlers/v1/calls.hpp"

#include <algorithm>

namespace scraper::v1 {

Response list_snapshots(const Request& request, const Context& context) {
    constexpr std::size_t kMost = 10'000;
    const auto job = context.jobs.find(request.path_param("id"));
    if (!job) return core::http::problem(404, "job-not-found", "There is no such job.", request.request_id);
    const auto snapshots = context.snapshots.list(job->id, kMost);
    std::string out;
    core::json::Writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto& snapshot : snapshots) {
        json.begin_object().member("request", snapshot.request).member("url", snapshot.url);
        json.member("at", core::format_utc(snapshot.at)).member("sha256", snapshot.hash);
        json.member("bytes", static_cast<std::int64_t>(snapshot.bytes));
        json.end_object();
    }
    json.end_array().member("total", static_cast<std::int64_t>(snapshots.size())).key("next").null();
    json.end_object();
    return Response::json(200, out);
}

Response get_snapshot(const Request& request, const Context& context) {
    const auto hash = request.path_param("hash");
    const bool hash_like = hash.size() == 64 && std::ranges::all_of(hash, core::http::ascii::is_hex);
    auto body = hash_like ? context.snapshots.body(hash) : std::nullopt;
    if (!body)
        return core::http::problem(
            404, "snapshot-not-found", "No page with this hash is kept.", request.request_id
        );
    Response response(200);
    response.content_type = "application/octet-stream";
    response.body = std::move(*body);
    response.header("Content-Disposition", "attachment");
    return response;
}

}  // namespace scraper::v1
