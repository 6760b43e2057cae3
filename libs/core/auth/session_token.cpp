#include "core/auth/session_token.hpp"

#include "core/auth/hmac.hpp"
#include "core/base/digest.hpp"

namespace core::auth {

namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenCharacters = 43;

}  // namespace

std::string new_session_token() {
    return random_token(kTokenBytes);
}

bool is_session_token(std::string_view text) {
    return text.size() == kTokenCharacters && from_base64url(text).has_value();
}

std::string session_token_hash(std::string_view token) {
    return sha256_hex(token);
}

std::string csrf_token(std::string_view session_token) {
    return to_base64url(hmac(HmacDigest::sha256, session_token, "lifted csrf token"));
}

}  // namespace core::auth
