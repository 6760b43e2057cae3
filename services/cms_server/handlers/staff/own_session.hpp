#pragma once

#include "cms_server/handlers/staff/session_cookie.hpp"
#include "cms_server/handlers/staff/staff_routes.hpp"
#include "cms_server/use_cases/staff/sessions.hpp"

namespace cms {

/// The session a call came in by. The guard has seen it; it may have ended since.
inline core::Task<core::Result<ActiveSession>> own_session(const StaffCall& call, SessionTimes times) {
    auto token = session_token_of(call.request).value_or("");
    co_return co_await authenticate(call.cms(), std::move(token), times, call.now());
}

}  // namespace cms
