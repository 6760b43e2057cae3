#pragma once

#include <string_view>

namespace core::http {

/// Sent with every response, errors, 304 and redirects included (MDN HTTP Observatory; ASVS 3.4). One block,
/// so that it costs one append.
inline constexpr std::string_view kSecurityHeaders =
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

/// For a response that names no policy of its own: nothing may be loaded, framed or submitted.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Only over TLS, ours or a trusted proxy's (RFC 6797 §7.2): two years.
inline constexpr std::string_view kStrictTransportSecurity =
    "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";

/// For routes readable by any origin, without credentials.
inline constexpr std::string_view kCorsHeaders =
    "Access-Control-Allow-Origin: *\r\n"
    "Access-Control-Expose-Headers: ETag, Lifted-Data, Link, Retry-After, X-Request-Id\r\n";

}  // namespace core::http
