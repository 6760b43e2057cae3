#include "cms_server/use_cases/staff/log_in.hpp"

#include "core/auth/address_group.hpp"
#include "core/auth/session_token.hpp"
#include "core/base/log.hpp"

namespace cms {

namespace {

using core::data::CmsDataSource;
using core::domain::StaffAccount;
using core::domain::StaffSession;

constexpr std::size_t kUserAgentKept = 200;
constexpr std::size_t kClientKept = 64;

/// What an attempt is made on, and what it was charged to.
struct Attempt {
    std::optional<StaffAccount> account;
    std::string place;
    std::string key;
};

core::Error invalid_credentials() {
    return {
        core::ErrorKind::unauthenticated, "invalid-credentials", "the user name or the password is wrong"
    };
}

core::Task<Admission<Attempt>> begin_attempt(
    CmsDataSource& cms, std::string username, std::string client, core::Instant now
) {
    // A name nobody can have is counted like that of an unknown user, under one key for all of them.
    const auto folded = core::domain::fold_username(username);
    Attempt attempt;
    attempt.place = core::auth::address_group(client);
    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    bool known_place = false;
    if (folded) attempt.account = co_await staff.find_by_username(*folded);
    if (attempt.account) known_place = co_await staff.knows_place(attempt.account->id, attempt.place);
    attempt.key =
        account_key(folded ? *folded : "?", known_place ? std::optional(attempt.place) : std::nullopt);
    const auto charged = co_await charge(staff, attempt.place, attempt.key, now);
    if (!charged) co_return charged.error();
    co_await work->commit();
    co_return attempt;
}

core::Task<void> give_back(CmsDataSource& cms, std::string key) {
    const auto work = co_await cms.begin();
    co_await refund(work->staff(), std::move(key));
    co_await work->commit();
}

StaffSession session_for(const StaffAccount& account, const Actor& actor, core::Instant now) {
    StaffSession session;
    session.account_id = account.id;
    session.created_at = now;
    session.last_seen_at = now;
    session.client = actor.client.substr(0, kClientKept);
    session.user_agent = actor.user_agent.substr(0, kUserAgentKept);
    session.second_factor_pending = account.second_factor;
    return session;
}

core::Task<void> end_old_session(core::data::StaffRepository& staff, std::string token) {
    const auto old = co_await staff.find_session(core::auth::session_token_hash(token));
    if (old) co_await staff.remove_session(old->second.id, old->first.id);
}

}  // namespace

core::Task<Admission<OpenedSession>> log_in(
    CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    Credentials credentials,
    std::optional<std::string> old_token,
    Actor actor,
    core::Instant now
) {
    const auto attempt = co_await begin_attempt(cms, credentials.username, actor.client, now);
    if (!attempt) co_return attempt.error();
    const auto& known = attempt->account;
    const auto stored = known ? known->password_hash : std::string();
    const auto right = co_await hasher.verify(credentials.password, stored);
    if (!right) {
        co_await give_back(cms, attempt->key);
        co_return Refusal(right.error(), std::chrono::seconds(1));
    }
    if (!*right || known->disabled_at) {
        // The account's number, never what was typed: people type passwords into the wrong field.
        core::log::warning(
            "login refused",
            {{"account", known ? known->id : 0}, {"client", actor.client}, {"request_id", actor.request_id}}
        );
        co_return invalid_credentials();
    }
    std::string rehashed;
    if (hasher.needs_rehash(stored)) {
        const auto hash = co_await hasher.hash(credentials.password);
        if (hash) rehashed = *hash;  // else at another login
    }

    const auto work = co_await cms.begin();
    auto& staff = work->staff();
    // Read again: the password may have been changed, and the account disabled, while it was checked.
    auto account = co_await staff.find(known->id);
    if (!account || account->disabled_at || account->password_hash != stored) co_return invalid_credentials();
    if (account->password_expires_at && now >= *account->password_expires_at) {
        co_return core::Error{
            core::ErrorKind::unauthenticated,
            "password-expired",
            "the temporary password has expired; ask an administrator for another one"
        };
    }
    co_await staff.remove_counter(attempt->key);
    if (!rehashed.empty()) co_await staff.rehash(account->id, stored, rehashed);
    if (old_token) co_await end_old_session(staff, *old_token);
    if (!account->second_factor) co_await staff.remember_place(account->id, attempt->place, now);

    OpenedSession opened;
    opened.token = core::auth::new_session_token();
    opened.session = co_await staff.insert_session(
        session_for(*account, actor, now), core::auth::session_token_hash(opened.token)
    );
    actor.id = account->id;
    actor.name = account->username;
    const auto* const action = account->second_factor ? "session.password" : "session.login";
    co_await work->audit().append(staff_entry(actor, action, account->id));
    co_await work->commit();
    opened.account = std::move(*account);
    co_return opened;
}

}  // namespace cms
