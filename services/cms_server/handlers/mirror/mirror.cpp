#include "cms_server/handlers/mirror/mirror.hpp"

#include "app_server/handlers/stale_notice.hpp"
#include "app_server/routes.hpp"

namespace cms {

namespace {

using core::http::Request;
using core::http::Response;
using core::http::SyncHandler;

constexpr std::string_view kStyle = "<link rel=\"stylesheet\" href=\"/cms/assets/banner.css\">\n";
constexpr std::string_view kBanner =
    "<aside class=\"cms-banner\"><span>Staff mirror: what the public sees.</span> "
    "<a href=\"/cms/\">Back to the CMS</a></aside>\n";

SyncHandler mirrored(SyncHandler handler, const app::SnapshotHolder& holder) {
    return [handler = std::move(handler), &holder](const Request& request) {
        Response response = handler(request);
        const auto* shared = std::get_if<std::shared_ptr<const core::http::Representation>>(&response.body);
        const auto type = shared != nullptr && *shared ? (*shared)->content_type() : response.content_type;
        if (type.starts_with("text/html")) {
            Response page(response.status);
            page.content_type = "text/html; charset=utf-8";
            page.content_security_policy = response.content_security_policy;
            page.body = with_banner(response.body_bytes());
            response = std::move(page);
        }
        app::StaleNotice(holder).decorate(request, response);
        return response;
    };
}

}  // namespace

std::string with_banner(std::string_view html) {
    std::string out(html);
    const auto head = out.find("</head>");
    if (head != std::string::npos) out.insert(head, kStyle);
    const auto body = out.find("<body");
    const auto begin = body == std::string::npos ? body : out.find('>', body);
    if (begin != std::string::npos) out.insert(begin + 1, kBanner);
    return out;
}

void add_mirror(
    core::http::Router& router, const Guard& guard, app::PublicReads& reads, const app::SnapshotHolder& holder
) {
    const auto app = app::public_routes(reads, holder, [] { return false; });
    for (const core::http::Route* route : app.routes()) {
        if (route->pattern == "/livez" || route->pattern == "/readyz") continue;
        core::http::RouteOptions options = route->options;
        options.access = core::http::Access::staff;
        options.cors = false;
        auto handler = mirrored(std::get<SyncHandler>(route->handler), holder);
        router.add(route->method, route->pattern, guard.wrap_sync(std::move(handler), Role::viewer), options);
    }
}

}  // namespace cms
