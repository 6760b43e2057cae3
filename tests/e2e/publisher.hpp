#pragma once

#include "core/auth/service_signature.hpp"
#include "core/http/client.hpp"
#include "site.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tests {

/// Settings with a service key and an internal port chosen by the system.
Settings ingest_settings();

/// The built binary's internal instance: `app_server ingest`, or `serve --with-ingest`.
class RunningIngest {
public:
    explicit RunningIngest(
        const std::string& conninfo, std::vector<std::string> command = {"ingest"}, Settings extra = {}
    );

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// The public port of `serve --with-ingest`.
    [[nodiscard]] std::uint16_t public_port() const { return public_port_; }

    int stop();

private:
    Process process_;
    std::uint16_t port_ = 0;
    std::uint16_t public_port_ = 0;
};

/// Calls the internal port as the CMS does. Every call waits for its answer.
class Publisher {
public:
    explicit Publisher(const RunningIngest& app);

    Answer get(std::string_view target) { return send(core::http::Method::get, target, ""); }

    Answer put(std::string_view target, std::string body) {
        return send(core::http::Method::put, target, std::move(body));
    }

    Answer post(std::string_view target, std::string body) {
        return send(core::http::Method::post, target, std::move(body));
    }

    Answer remove(std::string_view target) { return send(core::http::Method::delete_, target, ""); }

    Answer send(core::http::Method method, std::string_view target, std::string body);

    /// With an Authorization field of the caller's, or none.
    Answer send_as(
        std::optional<std::string> authorization,
        core::http::Method method,
        std::string_view target,
        std::string body
    );

    /// The signature of a request as of now.
    [[nodiscard]] std::string sign(core::http::Method method, std::string_view target, std::string_view body)
        const;

private:
    std::uint16_t port_;
    boost::asio::io_context io_{1};
    core::http::Client client_;
    core::auth::ServiceSigner signer_;
};

}  // namespace tests
