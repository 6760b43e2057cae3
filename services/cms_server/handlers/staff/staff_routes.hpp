#pragma once

#include "cms_server/handlers/staff_call.hpp"
#include "cms_server/use_cases/staff/sessions.hpp"
#include "core/auth/password_hasher.hpp"
#include "core/auth/secret_box.hpp"
#include "core/http/router.hpp"

#include <string>
#include <vector>

namespace cms {

/// What the staff part works with; must outlive the router. The times must be the guard's.
struct StaffServices {
    core::auth::PasswordHasher* hasher = nullptr;
    const core::auth::SecretBox* box = nullptr;
    SessionTimes times;
    std::string issuer = "Lifted CMS";  ///< shown by authenticator apps
    bool require_tls = false;
};

/// `POST /cms/api/v1/session`, the one operation that needs no session.
void add_login(core::http::Router& router, const Context& context, const StaffServices& services);

/// One's own session, password and second factor; accounts; the audit log.
std::vector<StaffRoute> staff_routes(const StaffServices& services);

// The parts of it.
std::vector<StaffRoute> session_routes(const StaffServices& services);
std::vector<StaffRoute> me_routes(const StaffServices& services);
std::vector<StaffRoute> account_routes(const StaffServices& services);
std::vector<StaffRoute> audit_routes();

}  // namespace cms
