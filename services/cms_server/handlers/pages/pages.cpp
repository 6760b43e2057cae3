#include "cms_server/handlers/pages/pages.hpp"

#include "core/http/problem.hpp"
#include "core/http/query.hpp"
#include "core/http/static_files.hpp"

namespace cms {

std::span<const core::EmbeddedFile> page_files();
std::span<const core::EmbeddedFile> shared_files();

namespace {

using core::http::Method;
using core::http::Request;
using core::http::Response;
using core::http::SyncHandler;

// All from this host; no inline script or style.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

SyncHandler page(std::shared_ptr<const core::http::Representation> file) {
    return [file = std::move(file)](const Request&) {
        Response response = Response::of(file);
        response.content_security_policy = kPagePolicy;
        return response;
    };
}

void add_assets(core::http::Router& router, std::span<const core::EmbeddedFile> embedded) {
    const core::http::StaticFiles files(embedded, "");
    for (const auto& file : embedded) {
        if (!file.path.starts_with("assets/")) continue;
        router.add(Method::get, "/cms/" + std::string(file.path), page(files.find(file.path)));
    }
}

}  // namespace

SyncHandler document_handler(std::string document) {
    return [document = std::move(document)](const Request& request) {
        core::http::QueryReader query(request.query);
        const auto none = query.finish();
        return none ? Response::json(200, document) : core::http::problem(none.error(), request.request_id);
    };
}

void add_pages(core::http::Router& router, const Guard& guard, std::string openapi) {
    const core::http::StaticFiles files(page_files(), "");
    const core::http::RouteOptions staff{.access = core::http::Access::staff};
    const auto behind_guard = [&](std::string path, SyncHandler handler) {
        router.add(Method::get, std::move(path), guard.wrap_sync(std::move(handler), Role::viewer), staff);
    };
    router.add(Method::get, std::string(kLoginPage), page(files.find("pages/login.html")));
    add_assets(router, page_files());
    add_assets(router, shared_files());
    behind_guard("/cms/", page(files.find("pages/index.html")));
    behind_guard("/cms", [](const Request&) { return Response::redirect(308, "/cms/"); });
    behind_guard("/cms/api/docs", page(files.find("pages/docs.html")));
    behind_guard("/cms/api/openapi.json", document_handler(std::move(openapi)));
}

}  // namespace cms
