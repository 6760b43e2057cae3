#pragma once

#include "cms_server/handlers/staff/guard.hpp"
#include "cms_server/handlers/staff/staff_routes.hpp"
#include "core/auth/service_signature.hpp"
#include "core/base/json.hpp"
#include "core/http/client.hpp"
#include "core/http/server.hpp"
#include "core/storage/cms/postgres_cms_source.hpp"
#include "staff_source.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace tests {

/// Stands still until told; may be told while a server reads it.
class SharedClock final : public core::Clock {
public:
    [[nodiscard]] core::Instant now() const override { return core::Instant(core::Instant::duration(now_)); }

    void advance(std::chrono::microseconds by) { now_ += by.count(); }

private:
    std::atomic<std::int64_t> now_{1'893'488'400'000'000};  // 2030-01-01 09:00 UTC
};

/// The staff part behind a real server, with a few routes to be guarded and one for services.
class StaffSite {
public:
    /// `more` are routes of the test's own, behind the guard.
    explicit StaffSite(cms::GuardOptions options = {}, std::vector<cms::StaffRoute> more = {});
    ~StaffSite();

    /// Makes an account through the use case; its password is `password_of(username)`.
    void create(std::string username, cms::Role role);

    static std::string password_of(const std::string& username) { return "the long password of " + username; }

    core::http::ClientResponse send(core::http::ClientRequest request) {
        return store.run(sending(std::move(request)));
    }

    core::Task<core::http::ClientResponse> sending(core::http::ClientRequest request);
    [[nodiscard]] std::string url(std::string_view target) const;

    StaffStore store;
    SharedClock clock;
    core::http::Router router;
    core::auth::ServiceKey key{"app", std::string(32, 's')};

private:
    core::http::MiddlewareChain chain_;
    core::auth::PasswordHasher hasher_{{.cost = {8 * 1024, 1}}};
    core::auth::SecretBox box_ = core::auth::SecretBox::create(std::string(32, 'k')).value();
    core::auth::ServiceVerifier verifier_{{key}, clock};
    cms::StaffServices services_{&hasher_, &box_, {}, "Lifted CMS", false};
    cms::Context context_;
    std::unique_ptr<core::http::Server> server_;
    std::unique_ptr<core::postgres::Pool> pool_;
    std::unique_ptr<StaffSource> source_;
    std::unique_ptr<core::storage::PostgresCmsSource> enclosing_;
    std::unique_ptr<core::http::Client> client_;
};

/// A browser on the site: keeps its cookie and sends the CSRF token.
class Browser {
public:
    explicit Browser(StaffSite& site) : site_(site) {}

    /// Gives the status.
    unsigned log_in(const std::string& username, const std::string& password);

    unsigned log_in(const std::string& username) {
        return log_in(username, StaffSite::password_of(username));
    }

    core::http::ClientResponse get(std::string_view target);
    core::http::ClientResponse send(core::http::Method method, std::string target, std::string body = "");

    /// The same, for a test that has more than one request under way.
    core::Task<core::http::ClientResponse> sending(
        core::http::Method method, std::string target, std::string body
    );

    std::vector<std::pair<std::string, std::string>> extra;  ///< further header fields
    std::string cookie;                                      ///< `name=value`
    std::string csrf;

private:
    core::http::ClientResponse keep(core::http::ClientResponse response);

    StaffSite& site_;
};

/// `status code` of a problem, or the status alone.
std::string told(const core::http::ClientResponse& response);

/// A member of a JSON object in the body, as text.
std::string member(const core::http::ClientResponse& response, std::string_view name);

}  // namespace tests
