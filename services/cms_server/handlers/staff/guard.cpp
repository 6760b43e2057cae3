#include "cms_server/handlers/staff/guard.hpp"

#include "cms_server/handlers/staff/keyed_call.hpp"
#include "cms_server/handlers/staff/same_origin.hpp"
#include "cms_server/handlers/staff/second_factor_roles.hpp"
#include "cms_server/handlers/staff/session_cookie.hpp"
#include "cms_server/use_cases/staff/sessions.hpp"
#include "core/auth/session_token.hpp"
#include "core/base/digest.hpp"
#include "core/http/percent.hpp"
#include "core/http/problem.hpp"

#include <functional>
#include <utility>

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;
using core::http::Method;
using core::http::Request;
using core::http::Response;

/// What a route asks of its caller.
struct Demand {
    Role least = Role::viewer;
    std::string pattern;      ///< of a staff route; empty for others
    bool needs_token = true;  ///< unsafe methods need the CSRF token whatever the browser says
};

using Answer = std::function<Task<Response>(const Request&, const StaffMember&)>;

bool changes_things(Method method) {
    return method != Method::get && method != Method::head && method != Method::options;
}

bool is_page_visit(const Request& request) {
    return !changes_things(request.method) && request.path.find("/api/v1/") == std::string_view::npos &&
           request.header("Accept").find("text/html") != std::string_view::npos;
}

/// What a session whose second factor is still to come may do: give it, look at itself, and end.
bool is_open_while_pending(const std::string& pattern) {
    return pattern == "/cms/api/v1/session" || pattern == "/cms/api/v1/session/second-factor";
}

/// The same for a session that has to change its password first.
bool is_open_before_password(const std::string& pattern) {
    return pattern == "/cms/api/v1/session" || pattern == "/cms/api/v1/me/password";
}

Result<void> check_standing(const ActiveSession& active, const Demand& demand) {
    if (active.session.second_factor_pending) {
        if (is_open_while_pending(demand.pattern)) return {};
        return Error{ErrorKind::forbidden, "second-factor-required", "give your second factor first"};
    }
    if (active.account.must_change_password && !is_open_before_password(demand.pattern)) {
        return Error{
            ErrorKind::forbidden, "password-change-required", "change your temporary password first"
        };
    }
    if (active.account.role < demand.least) {
        return Error{ErrorKind::forbidden, "role-too-low", "your role does not allow this"};
    }
    return {};
}

Result<void> check_csrf(const Request& request, const std::string& token, const Demand& demand) {
    if (!changes_things(request.method)) return {};
    if (auto checked = refuse_foreign(request); !checked) return checked;
    const auto given = request.header("X-CSRF-Token");
    const bool may_lack_it = !demand.needs_token && provenance_of(request) == Provenance::same_origin;
    if (given.empty() && may_lack_it) return {};
    if (core::constant_time_equal(given, core::auth::csrf_token(token))) return {};
    return Error{
        ErrorKind::forbidden,
        "csrf-token-invalid",
        "send the csrf_token of GET /cms/api/v1/session in X-CSRF-Token"
    };
}

}  // namespace

struct Guard::State {
    const Context& context;
    GuardOptions options;

    [[nodiscard]] Task<Result<StaffMember>> admit(const Request& request, Demand demand) const {
        if (options.require_tls && !request.secure) {
            co_return Error{ErrorKind::forbidden, "tls-required", "use https"};
        }
        const auto token = session_token_of(request).value_or("");
        const SessionTimes times{.idle = options.idle, .absolute = options.absolute};
        const auto active =
            co_await authenticate(context.cms(request.worker), token, times, context.clock->now());
        if (!active) co_return active.error();
        if (const auto checked = check_csrf(request, token, demand); !checked) co_return checked.error();
        if (const auto checked = check_standing(*active, demand); !checked) co_return checked.error();
        const auto enrolled =
            check_second_factor_role(active->account, options.second_factor_roles, demand.pattern);
        if (!enrolled) co_return enrolled.error();
        co_return StaffMember{active->account.id, active->account.username, active->account.role};
    }

    [[nodiscard]] Response refuse(const Request& request, const Error& error) const {
        const bool would_help = error.kind == ErrorKind::unauthenticated ||
                                error.code == "second-factor-required" ||
                                error.code == "password-change-required";
        if (would_help && is_page_visit(request)) {
            std::string location = options.login_page + "?next=";
            core::http::append_percent_encoded(location, request.target);
            auto redirect = Response::redirect(303, location.append("&reason=").append(error.code));
            redirect.cache_control = "no-store";
            return redirect;
        }
        auto refused = core::http::problem(error, request.request_id);
        if (refused.status == 401) refused.header("WWW-Authenticate", "Lifted-Session");
        return refused;
    }

    [[nodiscard]] Task<Response> answer(const Request& request, const Demand& demand, const Answer& reply)
        const {
        const auto member = co_await admit(request, demand);
        if (!member) co_return refuse(request, member.error());
        auto response = co_await reply(request, *member);
        response.cache_control = "no-store";
        co_return response;
    }

    /// The handler lives in the router, longer than any request it answers.
    static core::http::AsyncHandler handler(std::shared_ptr<const State> state, Demand demand, Answer reply) {
        return [state = std::move(state), demand = std::move(demand), reply = std::move(reply)](
                   const Request& request
               ) { return state->answer(request, demand, reply); };
    }
};

Guard::Guard(const Context& context, GuardOptions options)
    : state_(std::make_shared<State>(State{context, std::move(options)})) {}

Guard::~Guard() = default;

core::http::AsyncHandler Guard::staff(StaffRoute route) const {
    const auto& context = state_->context;
    PostRules rules{route.retries, std::move(route.prepare), state_->options.lost_race};
    // Awaits, so that the call outlives the handler's suspensions.
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): routes outlive their requests.
    Answer reply = [&context, rules = std::move(rules), handler = std::move(route.handler)](
                       const Request& request, const StaffMember& member
                   ) -> Task<Response> {
        const StaffCall call{request, member, context};
        if (request.method == Method::post) co_return co_await answer_keyed(call, rules, handler);
        if (!changes_things(request.method)) co_return co_await handler(call);
        co_return co_await answer_repeated(call, rules.lost_race, handler);
    };
    return State::handler(state_, {route.role, std::move(route.pattern), true}, std::move(reply));
}

core::http::AsyncHandler Guard::wrap_sync(core::http::SyncHandler handler, Role least) const {
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): routes outlive their requests.
    Answer reply = [handler =
                        std::move(handler)](const Request& request, const StaffMember&) -> Task<Response> {
        co_return handler(request);
    };
    return State::handler(state_, {least, "", false}, std::move(reply));
}

core::http::AsyncHandler Guard::wrap_async(core::http::AsyncHandler handler, Role least) const {
    Answer reply = [handler = std::move(handler)](const Request& request, const StaffMember&) {
        return handler(request);
    };
    return State::handler(state_, {least, "", false}, std::move(reply));
}

void Guard::add_to(core::http::Router& router, std::vector<StaffRoute> routes) const {
    for (auto& route : routes) {
        const core::http::RouteOptions options{
            .body_limit_bytes = route.body_limit_bytes,
            .body_type = route.body_type,
            .access = core::http::Access::staff
        };
        const auto method = route.method;
        auto pattern = route.pattern;
        router.add(method, std::move(pattern), staff(std::move(route)), options);
    }
}

}  // namespace cms
