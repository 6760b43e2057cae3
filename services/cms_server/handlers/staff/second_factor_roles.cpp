#include "cms_server/handlers/staff/second_factor_roles.hpp"

#include <algorithm>

namespace cms {

core::Result<void> check_second_factor_role(
    const core::domain::StaffAccount& account,
    const std::vector<core::domain::StaffRole>& roles,
    std::string_view pattern
) {
    const bool must_have = std::find(roles.begin(), roles.end(), account.role) != roles.end();
    if (!must_have || account.second_factor) return {};
    const bool is_open = pattern == "/cms/api/v1/session" || pattern == "/cms/api/v1/me/second-factor" ||
                         (account.must_change_password && pattern == "/cms/api/v1/me/password");
    if (is_open) return {};
    return core::Error{
        core::ErrorKind::forbidden,
        "second-factor-required",
        "your role needs a second factor: turn it on first (POST, then PUT, /cms/api/v1/me/second-factor)"
    };
}

}  // namespace cms
