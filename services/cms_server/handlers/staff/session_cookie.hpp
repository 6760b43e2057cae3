#pragma once

#include "core/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cms {

/// The token in the request's session cookie: `__Host-lifted_cms` over TLS, `lifted_cms` otherwise, and never
/// the other one (RFC 6265bis §4.1.3.2). Of a doubled cookie the first counts; at most 50 are looked at.
std::optional<std::string> session_token_of(const core::http::Request& request);

/// Gives the browser a session. It ends with the browser at the latest.
void set_session_cookie(
    const core::http::Request& request, core::http::Response& response, std::string_view token
);

/// Takes it away again.
void clear_session_cookie(const core::http::Request& request, core::http::Response& response);

}  // namespace cms
