#include "app_server/handlers/ingest/ingest_context.hpp"

#include "core/base/log.hpp"
#include "core/http/problem.hpp"

namespace app {

using core::http::Request;
using core::http::Response;

namespace {

Response refuse(const core::Error& error, const Request& request) {
    core::log::warning(
        "a service request was refused",
        {{"code", error.code},
         {"route", request.route},
         {"client", request.client},
         {"request_id", request.request_id}}
    );
    Response response = core::http::problem(error, request.request_id);
    if (error.kind == core::ErrorKind::unauthenticated) {
        response.header("WWW-Authenticate", "Lifted-HMAC-SHA256");
    }
    return response;
}

}  // namespace

core::http::AsyncHandler signed_only(const IngestContext& context, IngestFunction answer) {
    return [&context, answer](const Request& request) -> core::Task<Response> {
        const auto key = context.verifier->verify(
            request.header("Authorization"), to_string(request.method), request.target, request.body
        );
        if (!key) co_return refuse(key.error(), request);
        co_return co_await answer(context, request);
    };
}

}  // namespace app
