#pragma once

#include "cms_server/use_cases/staff/accounts.hpp"
#include "cms_server/use_cases/staff/log_in.hpp"
#include "cms_server/use_cases/staff/passwords.hpp"
#include "cms_server/use_cases/staff/second_factor.hpp"
#include "core/auth/password_hasher.hpp"
#include "core/auth/secret_box.hpp"
#include "staff_source.hpp"

namespace tests {

inline const core::Instant kStart =
    std::chrono::sys_days(std::chrono::year(2030) / 1 / 1) + std::chrono::hours(9);
inline constexpr const char* kPassword = "correct horse battery staple";
inline constexpr const char* kHome = "192.0.2.1";
inline constexpr const char* kElsewhere = "198.51.100.9";

/// Staff on a real database, with hashes that cost little.
struct People : StaffStore {
    core::domain::StaffAccount create(
        std::string username, core::domain::StaffRole role = core::domain::StaffRole::viewer
    ) {
        return run(cms::create_staff(
                       source, hasher, {std::move(username), "", role, kPassword}, cms::system_actor(), now
                   ))
            .value()
            .account;
    }

    cms::Admission<cms::OpenedSession> log_in(
        std::string username, std::string password = kPassword, std::string client = kHome
    ) {
        const cms::Actor visitor{std::nullopt, "", std::move(client), "r-1", "a browser"};
        return run(cms::log_in(
            source, hasher, {std::move(username), std::move(password)}, std::nullopt, visitor, now
        ));
    }

    /// `ok`, or the code of the refusal.
    std::string outcome(std::string username, std::string password = kPassword, std::string client = kHome) {
        const auto opened = log_in(std::move(username), std::move(password), std::move(client));
        return opened ? "ok" : opened.error().error.code;
    }

    core::Result<cms::ActiveSession> use(const std::string& token) {
        return run(cms::authenticate(source, token, {}, now));
    }

    core::auth::PasswordHasher hasher{{.cost = {8 * 1024, 1}, .at_once = 2}};
    core::auth::SecretBox box = core::auth::SecretBox::create(std::string(32, 'k')).value();
    core::Instant now = kStart;
};

}  // namespace tests
