#pragma once

#include "cms_server/handlers/context.hpp"
#include "core/domain/staff.hpp"
#include "core/http/router.hpp"

#include <functional>
#include <string>

namespace cms {

using Role = core::domain::StaffRole;

/// Who makes a request; proven by the session before any handler runs.
struct StaffMember {
    std::int64_t id = 0;
    std::string username;
    Role role = Role::viewer;
};

/// One request of a member of staff, with what is needed to answer it.
struct StaffCall {
    const core::http::Request& request;
    const StaffMember& member;
    const Context& context;
    /// Where its units of work are begun, if not where all of the thread are.
    core::data::CmsDataSource* source = nullptr;
    /// Its units of work are parts of one transaction and last together: what each locks is held to the end.
    bool is_whole = false;

    [[nodiscard]] core::data::CmsDataSource& cms() const {
        return source ? *source : context.cms(request.worker);
    }

    [[nodiscard]] core::data::ReadOnlyDataSource& app() const { return context.app(request.worker); }

    [[nodiscard]] core::Instant now() const { return context.clock->now(); }
};

/// Answers a request that the guard has let pass.
using StaffHandler = std::function<core::Task<core::http::Response>(const StaffCall&)>;

/// Does what must wait for something other than the database, and gives the handler of the rest. That may be
/// called several times.
using StaffPreparation = std::function<core::Task<StaffHandler>(const StaffCall&)>;

/// What an `Idempotency-Key` means to a POST. Other methods may be repeated without one.
enum class Retries {
    keyed,        ///< the request is carried out once for each key
    harmless,     ///< the operation changes nothing: the key is not needed, and nothing is kept
    unsupported,  ///< the answer holds a secret that must not be kept: 400
};

/// One row of a part's table of routes.
struct StaffRoute {
    core::http::Method method = core::http::Method::get;
    std::string pattern;
    Role role = Role::viewer;  ///< the least that may call it
    StaffHandler handler;
    std::size_t body_limit_bytes = 0;                 ///< 0: no body is accepted
    std::string_view body_type = "application/json";  ///< of the body, else 415
    Retries retries = Retries::keyed;
    StaffPreparation prepare = {};  ///< of a POST: done first, with no transaction open
};

/// The route of a POST that changes nothing.
inline StaffRoute harmless(StaffRoute route) {
    route.retries = Retries::harmless;
    return route;
}

/// The route of a POST whose answer must be kept nowhere.
inline StaffRoute never_kept(StaffRoute route) {
    route.retries = Retries::unsupported;
    return route;
}

/// The route of a POST in two steps.
inline StaffRoute prepared(StaffRoute route, StaffPreparation prepare) {
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): routes outlive their requests.
    route.handler = [prepare](const StaffCall& call) -> core::Task<core::http::Response> {
        const auto rest = co_await prepare(call);
        co_return co_await rest(call);
    };
    route.prepare = std::move(prepare);
    return route;
}

}  // namespace cms
