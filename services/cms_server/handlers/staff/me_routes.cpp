#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/handlers/staff/own_session.hpp"
#include "cms_server/handlers/staff/staff_json.hpp"
#include "cms_server/handlers/staff/staff_routes.hpp"
#include "cms_server/use_cases/staff/passwords.hpp"
#include "cms_server/use_cases/staff/second_factor.hpp"
#include "core/http/problem.hpp"

namespace cms {

namespace {

using core::Task;
using core::http::Method;
using core::http::problem;
using core::http::Response;

constexpr std::size_t kBodyLimit = 8 * 1024;

Response with_session(unsigned status, const StaffCall& call, const OpenedSession& opened) {
    auto response = json_answer(status, session_json(opened.account, opened.session, opened.token));
    set_session_cookie(call.request, response, opened.token);
    return response;
}

Task<Response> list_sessions(const StaffServices& services, const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const auto current = co_await own_session(call, services.times);
    if (!current) co_return problem(current.error(), call.request.request_id);
    const auto sessions = co_await list_own_sessions(call.cms(), call.member.id);
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object().key("items").begin_array();
    for (const auto& session : sessions) write_session(writer, session, session.id == current->session.id);
    writer.end_array().member("total", static_cast<std::int64_t>(sessions.size()));
    writer.key("next").null().key("prev").null().end_object();
    co_return json_answer(200, std::move(body));
}

Task<Response> delete_session(const StaffServices&, const StaffCall& call) {
    const auto id = path_id(call.request, "id");
    if (!id) co_return problem(id.error(), call.request.request_id);
    if (const auto checked = refuse_parameters(call.request); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const auto ended = co_await end_own_session(call.cms(), call.member.id, *id, actor_of(call));
    if (!ended) co_return problem(ended.error(), call.request.request_id);
    co_return Response(204);
}

Task<Response> put_password(const StaffServices& services, const StaffCall& call) {
    std::string password;
    std::string new_password;
    const auto read = read_body(call.request, [&](core::json::ObjectReader& body, core::json::Value) {
        password = body.text("password");
        new_password = body.text("new_password");
    });
    if (!read) co_return problem(read.error(), call.request.request_id);
    auto current = co_await own_session(call, services.times);
    if (!current) co_return problem(current.error(), call.request.request_id);
    const auto changed = co_await change_password(
        call.cms(),
        *services.hasher,
        std::move(*current),
        std::move(password),
        std::move(new_password),
        actor_of(call),
        call.now()
    );
    if (!changed) co_return refusal_problem(changed.error(), call.request);
    co_return with_session(200, call, *changed);
}

/// The body that confirms who one is: `{"password": …}`.
core::Result<std::string> password_of(const StaffCall& call) {
    std::string password;
    const auto read = read_body(call.request, [&](core::json::ObjectReader& body, core::json::Value) {
        password = body.text("password");
    });
    if (!read) return read.error();
    return password;
}

Task<Response> post_second_factor(const StaffServices& services, const StaffCall& call) {
    const auto password = password_of(call);
    if (!password) co_return problem(password.error(), call.request.request_id);
    auto current = co_await own_session(call, services.times);
    if (!current) co_return problem(current.error(), call.request.request_id);
    const auto offered = co_await offer_second_factor(
        call.cms(),
        *services.hasher,
        *services.box,
        std::move(*current),
        *password,
        services.issuer,
        actor_of(call),
        call.now()
    );
    if (!offered) co_return refusal_problem(offered.error(), call.request);
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object().member("secret", offered->secret).member("uri", offered->uri).end_object();
    co_return json_answer(200, std::move(body));
}

Task<Response> put_second_factor(const StaffServices& services, const StaffCall& call) {
    std::string code;
    const auto read = read_body(call.request, [&](core::json::ObjectReader& body, core::json::Value) {
        code = body.visible_text("code");
    });
    if (!read) co_return problem(read.error(), call.request.request_id);
    auto current = co_await own_session(call, services.times);
    if (!current) co_return problem(current.error(), call.request.request_id);
    const auto confirmed = co_await confirm_second_factor(
        call.cms(), *services.box, std::move(*current), std::move(code), actor_of(call), call.now()
    );
    if (!confirmed) co_return problem(confirmed.error(), call.request.request_id);
    const auto& opened = confirmed->session;
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object().key("session").raw(session_json(opened.account, opened.session, opened.token));
    writer.key("recovery_codes").begin_array();
    for (const auto& recovery : confirmed->recovery_codes) writer.value(recovery);
    writer.end_array().end_object();
    auto response = json_answer(200, std::move(body));
    set_session_cookie(call.request, response, opened.token);
    co_return response;
}

Task<Response> delete_second_factor(const StaffServices& services, const StaffCall& call) {
    const auto password = password_of(call);
    if (!password) co_return problem(password.error(), call.request.request_id);
    auto current = co_await own_session(call, services.times);
    if (!current) co_return problem(current.error(), call.request.request_id);
    const auto removed = co_await remove_own_second_factor(
        call.cms(), *services.hasher, std::move(*current), *password, actor_of(call), call.now()
    );
    if (!removed) co_return refusal_problem(removed.error(), call.request);
    co_return with_session(200, call, *removed);
}

}  // namespace

std::vector<StaffRoute> me_routes(const StaffServices& services) {
    const auto with = [&services](auto handler) -> StaffHandler {
        return [&services, handler](const StaffCall& call) { return handler(services, call); };
    };
    const std::string sessions = "/cms/api/v1/sessions";
    const std::string factor = "/cms/api/v1/me/second-factor";
    return {
        {Method::get, sessions, Role::viewer, with(list_sessions)},
        {Method::delete_, sessions + "/{id}", Role::viewer, with(delete_session)},
        {Method::put, "/cms/api/v1/me/password", Role::viewer, with(put_password), kBodyLimit},
        never_kept({Method::post, factor, Role::viewer, with(post_second_factor), kBodyLimit}),
        {Method::put, factor, Role::viewer, with(put_second_factor), kBodyLimit},
        {Method::delete_, factor, Role::viewer, with(delete_second_factor), kBodyLimit},
    };
}

}  // namespace cms
