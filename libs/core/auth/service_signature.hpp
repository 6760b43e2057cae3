#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace core::auth {

/// A secret two services share. The id is public: it says which secret a request was signed with.
struct ServiceKey {
    std::string id;      ///< 1–64 of `A–Z a–z 0–9 _ -`
    std::string secret;  ///< at least 32 bytes
};

/// Reads keys as configuration gives them: `id:secret`, separated by commas or line feeds; the secret is text
/// without either. During a rotation two are valid at a time, so at most two are accepted, with different
/// ids. `invalid_input`, code `bad-service-key` (or `weak-service-key` for a secret under 32 bytes); never
/// holds a secret.
Result<std::vector<ServiceKey>> parse_service_keys(std::string_view text);

/// Signs requests to another service:
///
///     Authorization: Lifted-HMAC-SHA256 key="…", time="…", nonce="…", signature="…"
///
/// The signature is base64url of HMAC-SHA256 (RFC 2104) over these lines, joined by LF: the scheme, the
/// method, the target as sent (path and query), SHA-256 of the body in hex, the Unix time in seconds, the
/// nonce. Thread-safe.
class ServiceSigner {
public:
    /// Throws std::invalid_argument for a key that parse_service_keys would refuse.
    explicit ServiceSigner(ServiceKey key);

    /// The value of the Authorization field. Every attempt needs one of its own: a nonce counts once.
    [[nodiscard]] std::string sign(
        std::string_view method, std::string_view target, std::string_view body, Instant now
    ) const;

private:
    ServiceKey key_;
};

struct ServiceVerifierOptions {
    std::chrono::seconds window{60};  ///< how far the sender's clock may be off, either way
    /// Nonces remembered; when that many are younger than two windows, further requests are refused.
    std::size_t nonces = 200'000;
};

/// Checks signed requests. Thread-safe. Nonces are remembered by this object alone, so a replay against
/// another process is stopped by the window only: what a signed request does must be repeatable without harm.
class ServiceVerifier {
public:
    /// Throws std::invalid_argument for keys that parse_service_keys would refuse. `clock` must outlive it.
    ServiceVerifier(std::vector<ServiceKey> keys, const Clock& clock, ServiceVerifierOptions options = {});
    ~ServiceVerifier();
    ServiceVerifier(ServiceVerifier&&) noexcept;

    /// The id of the key a request was signed with. `unauthenticated` with code `signature-missing`,
    /// `signature-malformed`, `signature-unknown-key`, `signature-expired`, `signature-mismatch` or
    /// `signature-replayed`; `unavailable`, code `signature-memory-full`. The signature is looked at before
    /// the time and the nonce, and only a request with the right one is remembered.
    Result<std::string> verify(
        std::string_view authorization,
        std::string_view method,
        std::string_view target,
        std::string_view body
    );

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace core::auth
