#pragma once

#include "core/base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace core {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view data);

/// Base64 with the URL-safe alphabet, without padding (RFC 4648 §5).
std::string to_base64url(std::string_view data);

/// `malformed` for padding, any other character, an impossible length, or unused bits that are not zero: each
/// byte string has exactly one accepted form.
Result<std::string> from_base64url(std::string_view text);

/// `bytes` random bytes of the system's generator, as base64url. Throws std::runtime_error when it fails.
std::string random_token(std::size_t bytes);

/// Compares in a time that depends on the lengths alone. For secrets and signatures.
[[nodiscard]] bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace core
