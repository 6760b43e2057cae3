#include "app_server/handlers/pages.hpp"

#include "core/http/static_files.hpp"

#include <stdexcept>

namespace app {

std::span<const core::EmbeddedFile> web_files();

namespace {

using core::http::Method;
using core::http::Request;
using core::http::Response;

// What the documentation page loads, all from this host; no inline script or style.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

core::http::SyncHandler page(std::shared_ptr<const core::http::Representation> file) {
    return [file = std::move(file)](const Request&) {
        Response response = Response::of(file);
        response.content_security_policy = kPagePolicy;
        return response;
    };
}

}  // namespace

std::string_view openapi_document() {
    for (const auto& file : web_files()) {
        if (file.path == "openapi.json") return file.content;
    }
    throw std::logic_error("the binary has no OpenAPI document");
}

void add_pages(core::http::Router& router) {
    const core::http::StaticFiles files(web_files());
    const core::http::RouteOptions open{.cors = true};
    router.add(Method::get, "/", page(files.find("index.html")));
    router.add(Method::get, "/api/docs", page(files.find("docs.html")));
    router.add(Method::get, "/api/openapi.json", page(files.find("openapi.json")), open);
    for (const auto& file : web_files()) {
        if (file.path.starts_with("assets/")) {
            router.add(Method::get, "/" + std::string(file.path), page(files.find(file.path)));
        }
    }
}

}  // namespace app
