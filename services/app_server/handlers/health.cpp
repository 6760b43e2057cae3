#include "app_server/handlers/health.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

namespace app {

using core::http::Request;
using core::http::Response;

Response get_livez(const Request&) {
    return Response::json(200, R"({"status":"ok"})");
}

core::http::SyncHandler readyz(
    const SnapshotHolder& holder, std::function<bool()> draining, bool with_reasons
) {
    return [&holder, draining = std::move(draining), with_reasons](const Request&) {
        const auto snapshot = holder.current();
        const auto freshness = holder.freshness();
        const bool leaving = draining();
        std::string_view status = "ready";
        if (freshness->stale) status = "degraded";
        if (!snapshot) status = "starting";
        if (leaving) status = "draining";

        std::string body;
        core::json::Writer json(body);
        json.begin_object().member("status", status).key("dependencies").begin_object();
        json.key("app_database").begin_object();
        json.member("status", freshness->stale ? "unreachable" : snapshot ? "ok" : "waiting");
        if (freshness->stale) {
            json.member(
                "detail", with_reasons ? std::string_view(freshness->reason) : "the database cannot be read"
            );
        }
        if (freshness->since != core::Instant{})
            json.member("last_read_at", core::format_utc(freshness->since));
        json.end_object().end_object().key("catalogue_version");
        if (snapshot) {
            json.value(snapshot->version().version);
        } else {
            json.null();
        }
        json.end_object();
        return Response::json(snapshot && !leaving ? 200 : 503, std::move(body));
    };
}

}  // namespace app
