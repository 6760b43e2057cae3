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
    /// Where the work is done when it must last together with its answer.
    core::data::CmsDataSource* enclosed = nullptr;

    [[nodiscard]] core::data::CmsDataSource& cms() const {
        return enclosed ? *enclosed : context.cms(request.worker);
    }

    [[nodiscard]] core::data::ReadOnlyDataSource& app() const { return context.app(request.worker); }

    [[nodiscard]] core::Instant now() const { return context.clock->now(); }
};

/// Answers a request that the guard has let pass.
using StaffHandler = std::function<core::Task<core::http::Response>(const StaffCall&)>;

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

}  // namespace cms
