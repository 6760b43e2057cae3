#include "cms_server/use_cases/staff/sessions.hpp"

#include "cms_server/use_cases/staff/keyed_requests.hpp"
#include "cms_server/use_cases/staff/throttle.hpp"
#include "core/auth/session_token.hpp"

namespace cms {

namespace {

constexpr std::chrono::minutes kTouchEvery{1};

core::Error not_logged_in() {
    return {core::ErrorKind::unauthenticated, "not-logged-in", "log in to do this"};
}

bool has_ended(const ActiveSession& active, const SessionTimes& times, core::Instant now) {
    const auto& session = active.session;
    return active.account.disabled_at || now - session.last_seen_at >= times.idle ||
           now - session.created_at >= times.absolute ||
           (session.second_factor_pending && now - session.created_at >= times.second_factor);
}

core::Task<void> touch(core::data::CmsDataSource& cms, std::int64_t session, core::Instant now) {
    const auto work = co_await cms.begin();
    co_await work->staff().touch_session(session, now);
    co_await work->commit();
}

}  // namespace

core::Task<core::Result<ActiveSession>> authenticate(
    core::data::CmsDataSource& cms, std::string token, SessionTimes times, core::Instant now
) {
    if (!core::auth::is_session_token(token)) co_return not_logged_in();
    std::optional<ActiveSession> active;
    {
        const auto reads = co_await cms.read();
        auto found = co_await reads->staff().find_session(core::auth::session_token_hash(token));
        if (found) active = ActiveSession{std::move(found->first), std::move(found->second)};
    }
    if (!active || has_ended(*active, times, now)) co_return not_logged_in();
    if (now - active->session.last_seen_at >= kTouchEvery) {
        co_await touch(cms, active->session.id, now);
        active->session.last_seen_at = now;
    }
    co_return std::move(*active);
}

core::Task<void> log_out(core::data::CmsDataSource& cms, ActiveSession current, Actor actor) {
    const auto work = co_await cms.begin();
    co_await work->staff().remove_session(current.account.id, current.session.id);
    co_await work->audit().append(staff_entry(actor, "session.logout", current.account.id));
    co_await work->commit();
}

core::Task<std::vector<core::domain::StaffSession>> list_own_sessions(
    core::data::CmsDataSource& cms, std::int64_t account
) {
    const auto reads = co_await cms.read();
    co_return co_await reads->staff().list_sessions(account);
}

core::Task<core::Result<void>> end_own_session(
    core::data::CmsDataSource& cms, std::int64_t account, std::int64_t session, Actor actor
) {
    const auto work = co_await cms.begin();
    if (!co_await work->staff().remove_session(account, session)) {
        co_return core::Error{core::ErrorKind::not_found, "session-not-found", "you have no such session"};
    }
    co_await work->audit().append(staff_entry(actor, "session.revoke", account));
    co_await work->commit();
    co_return core::Result<void>();
}

core::Task<std::int64_t> tidy_staff(core::data::CmsDataSource& cms, SessionTimes times, core::Instant now) {
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    std::int64_t removed = co_await staff.remove_ended_sessions(now - times.idle, now - times.absolute);
    removed += co_await staff.remove_counters(now - kAccountRule.forgotten_after);
    removed += co_await staff.remove_answers(now - kAnswersKept);
    co_await work->commit();
    co_return removed;
}

}  // namespace cms
