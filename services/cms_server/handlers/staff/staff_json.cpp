#include "cms_server/handlers/staff/staff_json.hpp"

#include "core/auth/session_token.hpp"
#include "core/base/time_zone.hpp"

namespace cms {

namespace {

std::string_view second_factor_of(
    const core::domain::StaffAccount& account, const core::domain::StaffSession& session
) {
    if (session.second_factor_pending) return "required";
    return account.second_factor ? "passed" : "none";
}

}  // namespace

void write_member(core::json::Writer& writer, const core::domain::StaffAccount& account) {
    writer.begin_object();
    writer.member("id", account.id);
    writer.member("username", account.username);
    writer.member("display_name", account.display_name);
    writer.member("role", core::domain::to_string(account.role));
    writer.member("second_factor", account.second_factor);
    writer.member("must_change_password", account.must_change_password);
    writer.member("disabled", account.disabled_at.has_value());
    writer.member("password_changed_at", core::format_utc(account.password_changed_at));
    writer.member("created_at", core::format_utc(account.created_at));
    writer.member("version", account.version);
    writer.end_object();
}

void write_session(core::json::Writer& writer, const core::domain::StaffSession& session, bool current) {
    writer.begin_object();
    writer.member("id", session.id);
    writer.member("created_at", core::format_utc(session.created_at));
    writer.member("last_seen_at", core::format_utc(session.last_seen_at));
    writer.member("client", session.client);
    writer.member("user_agent", session.user_agent);
    writer.member("second_factor_pending", session.second_factor_pending);
    writer.member("current", current);
    writer.end_object();
}

std::string session_json(
    const core::domain::StaffAccount& account,
    const core::domain::StaffSession& session,
    std::string_view token
) {
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object().key("member");
    write_member(writer, account);
    writer.member("csrf_token", core::auth::csrf_token(token));
    writer.member("second_factor", second_factor_of(account, session));
    writer.member("must_change_password", account.must_change_password);
    writer.end_object();
    return body;
}

}  // namespace cms
