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

    [[nodiscard]] core::data::CmsDataSource& cms() const { return context.cms(request.worker); }

    [[nodiscard]] core::data::ReadOnlyDataSource& app() const { return context.app(request.worker); }

    [[nodiscard]] core::Instant now() const { return context.clock->now(); }
};

/// Answers a request that the guard has let pass.
using StaffHandler = std::function<core::Task<core::http::Response>(const StaffCall&)>;

/// One row of a part's table of routes.
struct StaffRoute {
    core::http::Method method = core::http::Method::get;
    std::string pattern;
    Role role = Role::viewer;  ///< the least that may call it
    StaffHandler handler;
    std::size_t body_limit_bytes = 0;                 ///< 0: no body is accepted
    std::string_view body_type = "application/json";  ///< of the body, else 415
};

}  // namespace cms
