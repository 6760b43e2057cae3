#include "cms_server/handlers/staff/service_access.hpp"

#include "core/http/problem.hpp"

#include <utility>

namespace cms {

namespace {

core::Task<core::http::Response> answer(
    core::auth::ServiceVerifier& verifier,
    const core::http::AsyncHandler& handler,
    const core::http::Request& request
) {
    const auto verified = verifier.verify(
        request.header("Authorization"), core::http::to_string(request.method), request.target, request.body
    );
    if (!verified) {
        auto refused = core::http::problem(verified.error(), request.request_id);
        if (refused.status == 401) refused.header("WWW-Authenticate", "Lifted-HMAC-SHA256");
        co_return refused;
    }
    co_return co_await handler(request);
}

}  // namespace

core::http::AsyncHandler service_only(
    core::auth::ServiceVerifier& verifier, core::http::AsyncHandler handler
) {
    return [&verifier, handler = std::move(handler)](const core::http::Request& request) {
        return answer(verifier, handler, request);
    };
}

}  // namespace cms
