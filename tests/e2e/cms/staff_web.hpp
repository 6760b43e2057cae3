#pragma once

#include "core/auth/service_signature.hpp"
#include "core/base/clock.hpp"
#include "core/http/client.hpp"
#include "support/running_service.hpp"
#include "web.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tests {

/// A member of staff, or a visitor before `log_in`, at one CMS.
class StaffWeb {
public:
    explicit StaffWeb(const RunningService& cms);

    /// Throws unless the password is right.
    void log_in(std::string_view username, std::string_view password);

    /// Forgets the session, as a browser whose cookies were cleared.
    void forget();

    Answer get(std::string_view target, Headers headers = {});

    /// With the session's token; `version` goes into If-Match.
    Answer send(
        core::http::Method method,
        std::string_view target,
        std::string body = {},
        std::optional<std::int64_t> version = {},
        Headers headers = {}
    );

    Answer post(std::string_view target, std::string body = {}, std::optional<std::int64_t> version = {}) {
        return send(core::http::Method::post, target, std::move(body), version);
    }

    /// Asks until the answer is as wanted; throws with the last one past the limit.
    template <class Wanted>
    Answer await(
        std::string_view target, Wanted wanted, std::chrono::seconds limit = std::chrono::seconds(20)
    ) {
        const auto end = std::chrono::steady_clock::now() + limit;
        for (;;) {
            Answer answer = get(target);
            if (wanted(answer)) return answer;
            if (std::chrono::steady_clock::now() > end)
                throw std::runtime_error("waited in vain; the last answer was " + answer.body);
        }
    }

    [[nodiscard]] const std::string& token() const { return csrf_; }

    [[nodiscard]] const std::string& cookie() const { return cookie_; }

private:
    Answer exchange(core::http::ClientRequest request);

    const RunningService& cms_;
    boost::asio::io_context io_{1};
    core::http::Client client_;
    std::string cookie_;
    std::string csrf_;
};

/// The version an answer's ETag names.
std::int64_t version_of(const Answer& answer);

/// A service that signs its requests, such as the scraper.
class SigningWeb {
public:
    SigningWeb(const RunningService& service, std::string port_member, core::auth::ServiceKey key);

    Answer send(core::http::Method method, std::string_view target, std::string body);

    Answer put(std::string_view target, std::string body) {
        return send(core::http::Method::put, target, std::move(body));
    }

private:
    const RunningService& service_;
    std::string port_member_;
    core::auth::ServiceSigner signer_;
    boost::asio::io_context io_{1};
    core::http::Client client_;
};

}  // namespace tests
