#include "cms_server/handlers/health/health.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

namespace cms {

namespace {

using core::http::Request;
using core::http::Response;

/// Why the own database does not answer; empty when it does.
core::Task<std::string> own_fault(core::data::CmsDataSource& source) {
    try {
        co_await source.read();
        co_return std::string();
    } catch (const std::exception& error) {
        co_return error.what();
    }
}

void write_part(core::json::Writer& json, std::string_view name, const std::string& fault) {
    json.key(name).begin_object().member("status", fault.empty() ? "ok" : "unavailable");
    if (!fault.empty()) json.member("detail", fault);
    json.end_object();
}

std::string app_fault(const app::SnapshotHolder& holder) {
    if (holder.stale()) return holder.freshness()->reason;
    return holder.current() ? "" : "was not read yet";
}

core::Task<Response> readiness(const Health& health) {
    const std::string own = co_await own_fault(health.own());
    const std::string app = health.app != nullptr ? app_fault(*health.app) : "";
    const std::string worker = health.worker_fault ? health.worker_fault() : "";
    const bool leaving = health.draining();
    const bool starting = health.starting && health.starting();
    std::string_view status = app.empty() && worker.empty() ? "ready" : "degraded";
    if (starting) status = "starting";
    if (!own.empty()) status = "unavailable";
    if (leaving) status = "draining";

    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("status", status).key("dependencies").begin_object();
    write_part(json, "cms_database", own);
    if (health.app != nullptr) write_part(json, "app_database", app);
    if (health.worker_fault) write_part(json, "worker", worker);
    json.end_object().end_object();
    co_return Response::json(own.empty() && !leaving && !starting ? 200 : 503, std::move(body));
}

}  // namespace

void add_health(core::http::Router& router, Health health) {
    using core::http::Method;
    router.add(Method::get, "/livez", [](const Request&) {
        return Response::json(200, R"({"status":"ok"})");
    });
    const auto shared = std::make_shared<const Health>(std::move(health));
    router.add(Method::get, "/readyz", core::http::AsyncHandler([shared](const Request&) {
                   return readiness(*shared);
               }));
}

}  // namespace cms
