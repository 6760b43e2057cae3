#pragma once

#include <string>
#include <string_view>

namespace core::auth {

/// What a browser holds: 256 random bits as 43 characters of base64url.
std::string new_session_token();

/// Whether a text has the form of a session token; others are not worth a look into the database.
[[nodiscard]] bool is_session_token(std::string_view text);

/// What is stored: SHA-256 in hex. The token cannot be had back from it.
std::string session_token_hash(std::string_view token);

/// What a page sends with everything that changes something. It follows from the session token and is stored
/// nowhere; knowing it does not help to find the token.
std::string csrf_token(std::string_view session_token);

}  // namespace core::auth
