#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/handlers/staff/keyed_call.hpp"
#include "cms_server/handlers/staff/own_session.hpp"
#include "cms_server/handlers/staff/same_origin.hpp"
#include "cms_server/handlers/staff/staff_json.hpp"
#include "cms_server/handlers/staff/staff_routes.hpp"
#include "cms_server/use_cases/staff/log_in.hpp"
#include "cms_server/use_cases/staff/second_factor.hpp"
#include "core/http/problem.hpp"

namespace cms {

namespace {

using core::Task;
using core::http::Method;
using core::http::Request;
using core::http::Response;

constexpr std::size_t kBodyLimit = 8 * 1024;
constexpr std::string_view kSessionPath = "/cms/api/v1/session";

Response with_session(unsigned status, const Request& request, const OpenedSession& opened) {
    auto response = json_answer(status, session_json(opened.account, opened.session, opened.token));
    set_session_cookie(request, response, opened.token);
    return response;
}

Task<Response> create_session(const Context& context, const StaffServices& services, const Request& request) {
    if (services.require_tls && !request.secure) {
        co_return core::http::problem(
            core::Error{core::ErrorKind::forbidden, "tls-required", "use https"}, request.request_id
        );
    }
    if (const auto checked = refuse_foreign(request); !checked) {
        co_return core::http::problem(checked.error(), request.request_id);
    }
    if (const auto checked = refuse_key(request); !checked) {
        co_return core::http::problem(checked.error(), request.request_id);
    }
    Credentials credentials;
    const auto read = read_body(request, [&](core::json::ObjectReader& body, core::json::Value) {
        credentials.username = body.text("username");
        credentials.password = body.text("password");
    });
    if (!read) co_return core::http::problem(read.error(), request.request_id);
    const auto opened = co_await log_in(
        context.cms(request.worker),
        *services.hasher,
        std::move(credentials),
        session_token_of(request),
        visitor_of(request),
        context.clock->now()
    );
    if (!opened) {
        auto refused = refusal_problem(opened.error(), request);
        if (refused.status == 401) refused.header("WWW-Authenticate", "Lifted-Session");
        co_return refused;
    }
    auto response = with_session(201, request, *opened);
    response.header("Location", kSessionPath);
    co_return response;
}

Task<Response> read_session(const StaffServices& services, const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked) {
        co_return core::http::problem(checked.error(), call.request.request_id);
    }
    const auto current = co_await own_session(call, services.times);
    if (!current) co_return core::http::problem(current.error(), call.request.request_id);
    const auto token = session_token_of(call.request).value_or("");
    co_return json_answer(200, session_json(current->account, current->session, token));
}

Task<Response> delete_session(const StaffServices& services, const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked) {
        co_return core::http::problem(checked.error(), call.request.request_id);
    }
    auto current = co_await own_session(call, services.times);
    if (current) co_await log_out(call.cms(), std::move(*current), actor_of(call));
    Response response(204);
    clear_session_cookie(call.request, response);
    response.header("Clear-Site-Data", R"("cache", "cookies", "storage")");
    co_return response;
}

Task<Response> create_second_factor_proof(const StaffServices& services, const StaffCall& call) {
    SecondFactorProof proof;
    const auto read = read_body(call.request, [&](core::json::ObjectReader& body, core::json::Value root) {
        proof.recovery = root.find("recovery_code").exists();
        proof.code = body.visible_text(proof.recovery ? "recovery_code" : "code");
    });
    if (!read) co_return core::http::problem(read.error(), call.request.request_id);
    auto current = co_await own_session(call, services.times);
    if (!current) co_return core::http::problem(current.error(), call.request.request_id);
    const auto passed = co_await pass_second_factor(
        call.cms(), *services.box, std::move(*current), std::move(proof), actor_of(call), call.now()
    );
    if (!passed) co_return refusal_problem(passed.error(), call.request);
    co_return with_session(200, call.request, *passed);
}

}  // namespace

void add_login(core::http::Router& router, const Context& context, const StaffServices& services) {
    router.add(
        Method::post,
        std::string(kSessionPath),
        [&context, &services](const Request& request) { return create_session(context, services, request); },
        {.body_limit_bytes = kBodyLimit}
    );
}

std::vector<StaffRoute> session_routes(const StaffServices& services) {
    const auto with = [&services](auto handler) -> StaffHandler {
        return [&services, handler](const StaffCall& call) { return handler(services, call); };
    };
    const std::string path(kSessionPath);
    return {
        {Method::get, path, Role::viewer, with(read_session)},
        {Method::delete_, path, Role::viewer, with(delete_session)},
        never_kept(
            {Method::post, path + "/second-factor", Role::viewer, with(create_second_factor_proof), kBodyLimit
            }
        ),
    };
}

std::vector<StaffRoute> staff_routes(const StaffServices& services) {
    auto routes = session_routes(services);
    for (auto& part : {me_routes(services), account_routes(services), audit_routes()}) {
        routes.insert(routes.end(), part.begin(), part.end());
    }
    return routes;
}

}  // namespace cms
