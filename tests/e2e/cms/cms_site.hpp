#pragma once

#include "staff_web.hpp"
#include "support/running_service.hpp"
#include "support/test_database.hpp"

#include <string>

namespace tests {

inline constexpr std::string_view kServiceSecret = "0123456789abcdef0123456789abcdef0123456789abcdef";
inline constexpr std::string_view kAdminPassword = "correct horse battery staple 7";

core::auth::ServiceKey service_key();

/// Settings of both services for tests: ports chosen by the system, cheap password hashes, and in each
/// database the roles that services and commands have in a deployment.
Settings app_service_settings(const std::string& conninfo);
Settings cms_service_settings(
    const std::string& conninfo, const std::string& app_conninfo, const std::string& ingest_url
);

Finished run_cms_command(const Settings& settings, std::vector<std::string> arguments);

/// Makes the roles and migrates two empty databases as their owners; the App's gets the starter framework and
/// its courses for 2030.
void prepare_databases(const std::string& app_conninfo, const std::string& cms_conninfo);

/// The two databases, migrated, the App's with the starter framework and its courses for 2030.
struct TwoDatabases {
    TwoDatabases();

    TestDatabase app;
    TestDatabase cms;
};

/// App with ingest and CMS with worker, both running, and an administrator logged in.
struct CmsSite {
    explicit CmsSite(const Settings& cms_settings = {});

    TwoDatabases databases;
    RunningService app;
    Settings settings;  ///< of the CMS
    RunningService cms;
    StaffWeb staff;
    SigningWeb scraper;

    /// An answer of the public App.
    Answer public_get(std::string_view target);

    /// Asks the public App until the answer is as wanted; throws with the last one after twenty seconds.
    template <class Wanted>
    Answer await_public(std::string_view target, Wanted wanted) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (;;) {
            Answer answer = public_get(target);
            if (wanted(answer)) return answer;
            if (std::chrono::steady_clock::now() > end)
                throw std::runtime_error("waited in vain; the last answer was " + answer.body);
        }
    }
};

}  // namespace tests
