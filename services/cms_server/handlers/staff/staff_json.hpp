#pragma once

#include "cms_server/use_cases/staff/sessions.hpp"
#include "core/base/json.hpp"
#include "core/domain/staff.hpp"

namespace cms {

/// `{"id","username","display_name","role","second_factor","must_change_password","disabled",
/// "password_changed_at","created_at","version"}`: nothing of passwords and secrets but that they are there.
void write_member(core::json::Writer& writer, const core::domain::StaffAccount& account);

/// `{"id","created_at","last_seen_at","client","user_agent","second_factor_pending","current"}`.
void write_session(core::json::Writer& writer, const core::domain::StaffSession& session, bool current);

/// What a page needs to know about its own session: `{"member","csrf_token","second_factor",
/// "must_change_password"}`; `second_factor` is `required` while it is still to come, `passed`, or `none`.
std::string session_json(
    const core::domain::StaffAccount& account,
    const core::domain::StaffSession& session,
    std::string_view token
);

}  // namespace cms
