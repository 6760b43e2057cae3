#pragma once

#include <string>
#include <string_view>

namespace core::auth {

enum class HmacDigest { sha1, sha256 };

/// HMAC (RFC 2104) as raw bytes: 20 for SHA-1, 32 for SHA-256. Throws std::runtime_error when the library
/// refuses the digest.
std::string hmac(HmacDigest digest, std::string_view key, std::string_view message);

}  // namespace core::auth
