#include "scraper/handlers/scrapyd/scrapyd_routes.hpp"

#include "core/base/log.hpp"
#include "scraper/handlers/scrapyd/answer.hpp"
#include "scraper/handlers/scrapyd/calls.hpp"
#include "scraper/handlers/scrapyd/pages.hpp"

#include <fmt/format.h>

namespace scraper::scrapyd {

using core::http::Method;
using core::http::Request;
using core::http::Response;
using core::http::RouteOptions;
using core::http::Router;

namespace {

struct Endpoint {
    Method method;
    std::string_view path;
    Answer answer;
};

// Reading this table is reading the API.
constexpr Endpoint kEndpoints[] = {
    {Method::get, "/daemonstatus.json", daemonstatus},
    {Method::get, "/listprojects.json", listprojects},
    {Method::get, "/listversions.json", listversions},
    {Method::get, "/listspiders.json", listspiders},
    {Method::post, "/schedule.json", schedule},
    {Method::get, "/status.json", status},
    {Method::get, "/listjobs.json", listjobs},
    {Method::post, "/cancel.json", cancel},
    {Method::post, "/addversion.json", addversion},
    {Method::post, "/delversion.json", delversion},
    {Method::post, "/delproject.json", delproject},
};

constexpr std::size_t kBodyBytes = 3U << 20U;  // an archive of 2 MiB and what the form adds

std::string_view allow_of(const Endpoint& endpoint) {
    return endpoint.method == Method::get ? "OPTIONS, HEAD, GET" : "OPTIONS, HEAD, POST";
}

void add_cors(Response& response, const Endpoint& endpoint, const Context& context) {
    if (context.cors_origin.empty()) return;
    response.header("Access-Control-Allow-Origin", context.cors_origin);
    response.header("Access-Control-Allow-Methods", allow_of(endpoint));
    response.header("Access-Control-Allow-Headers", "X-Requested-With");
}

Response answer(const Endpoint& endpoint, const Request& request, const Context& context) {
    try {
        const auto parameters = Parameters::read(request);
        if (!parameters) return error(context.node_name, parameters.error().detail);
        auto response = endpoint.answer({request, *parameters, context});
        return response ? std::move(*response) : error(context.node_name, response.error().detail);
    } catch (const std::exception& failure) {
        core::log::error("call failed", {{"request_id", request.request_id}, {"reason", failure.what()}});
        return error(context.node_name, "InternalError: " + request.request_id);
    }
}

Response wrong_method(const Endpoint& endpoint, const Context& context) {
    auto response = error(
        context.node_name,
        fmt::format("UnsupportedMethod: {} takes {}", endpoint.path, to_string(endpoint.method)),
        405
    );
    response.header("Allow", allow_of(endpoint));
    return response;
}

void add(Router& router, const Endpoint& endpoint, const Context& context) {
    constexpr Method kMethods[] = {Method::get, Method::post, Method::put, Method::patch, Method::delete_};
    const RouteOptions options{.body_limit_bytes = kBodyBytes, .body_type = ""};
    for (const auto method : kMethods) {
        const bool right = method == endpoint.method;
        router.add(
            method,
            std::string(endpoint.path),
            [&endpoint, &context, right](const Request& request) {
                auto response = right ? answer(endpoint, request, context) : wrong_method(endpoint, context);
                add_cors(response, endpoint, context);
                return response;
            },
            options
        );
    }
    router.add(Method::options, std::string(endpoint.path), [&endpoint, &context](const Request&) {
        Response response(204);
        response.header("Allow", allow_of(endpoint));
        add_cors(response, endpoint, context);
        return response;
    });
}

void add_folder(Router& router, const std::string& root, bool logs, const Context& context) {
    router.add(Method::get, root, [root](const Request&) { return Response::redirect(302, root + "/"); });
    const auto folder = [&context, logs](const Request& request) {
        return folder_page(request, context, logs);
    };
    router.add(Method::get, root + "/", folder);
    router.add(Method::get, root + "/{project}/", folder);
    router.add(Method::get, root + "/{project}/{spider}/", folder);
    router.add(Method::get, root + "/{project}/{spider}/{file}", [&context, logs](const Request& request) {
        return file_page(request, context, logs);
    });
}

}  // namespace

void add_routes(Router& router, const Context& context) {
    for (const auto& endpoint : kEndpoints) add(router, endpoint, context);
    router.add(Method::get, "/", [&context](const Request& request) { return home_page(request, context); });
    router.add(Method::get, "/jobs", [&context](const Request& request) {
        return jobs_page(request, context);
    });
    add_folder(router, "/logs", true, context);
    add_folder(router, "/items", false, context);
}

}  // namespace scraper::scrapyd
