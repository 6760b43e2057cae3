#pragma once

#include "cms_server/handlers/staff/repeated_call.hpp"
#include "cms_server/handlers/staff_call.hpp"
#include "core/http/router.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace cms {

struct GuardOptions {
    std::chrono::minutes idle{30};       ///< a session unused for longer has ended
    std::chrono::minutes absolute{720};  ///< and one older than this
    bool require_tls = false;            ///< refuse what did not come by TLS, ours or a trusted proxy's
    std::vector<Role> second_factor_roles = {};  ///< that may do nothing before they turned one on
    std::string login_page = "/cms/login";       ///< where a page's visitor without a session is sent
    LostRace lost_race = {};  ///< failures after which what changes things is carried out again
};

/// The one way in for staff: proves the session of a request, its role and, for methods that change things,
/// that the request comes from the CMS's own pages. Every route but the login goes through it.
///
/// Refusals: 401 `not-logged-in`, 403 `role-too-low`, `second-factor-required`, `password-change-required`,
/// `csrf-token-invalid`, `cross-site-request`, `tls-required`. A GET that asks for text/html outside
/// `/api/v1/` is sent to the login page instead (303, `?next=` the target, `&reason=` the code). Every answer
/// is `no-store`.
///
/// A session is looked up in the CMS's database for every request, so ending one, disabling an account and
/// changing a role take effect at once; without that database nobody gets in.
class Guard {
public:
    /// `context` must outlive the handlers made here.
    explicit Guard(const Context& context, GuardOptions options = {});
    ~Guard();

    /// The handler of a route, behind the guard; of a POST, carried out once for each Idempotency-Key. What
    /// others kept from being done is tried again (see answer_repeated).
    [[nodiscard]] core::http::AsyncHandler staff(StaffRoute route) const;

    /// A handler that knows nothing of staff and changes nothing, such as the App's, behind the guard. Its
    /// pages cannot send a token: a POST is let in without one when the browser says that it comes from here.
    [[nodiscard]] core::http::AsyncHandler wrap_sync(core::http::SyncHandler handler, Role least) const;
    [[nodiscard]] core::http::AsyncHandler wrap_async(core::http::AsyncHandler handler, Role least) const;

    /// Adds every route to the router, with Access::staff.
    void add_to(core::http::Router& router, std::vector<StaffRoute> routes) const;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

}  // namespace cms
