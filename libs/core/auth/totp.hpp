#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::auth {

/// Time-based one-time passwords (RFC 6238): SHA-1, 6 digits, 30 seconds; what every authenticator app knows.
inline constexpr std::chrono::seconds kTotpStep{30};

/// 20 random bytes, the length RFC 4226 §4 recommends.
std::string new_totp_secret();

/// The step a time lies in.
std::int64_t totp_step(Instant now);

/// The code of a step: 6 digits.
std::string totp_code(std::string_view secret, std::int64_t step);

/// The step whose code was given: now's, or a neighbour's for clocks that are off. None when it is neither's.
/// The caller sees to it that a step counts once (§5.2).
std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Instant now);

/// Base32 without padding (RFC 4648 §6): how people type the secret in.
std::string to_base32(std::string_view data);

/// The `otpauth://totp/…` URI that authenticator apps read from a QR code.
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view username);

/// Codes for when the authenticator is lost, each good once: ten of 80 random bits as `xxxx-xxxx-xxxx-xxxx`
/// of base32 in lower case.
std::vector<std::string> new_recovery_codes();

/// What is stored of a recovery code: SHA-256 of it without hyphens and blanks, in lower case. A plain digest
/// is enough for 80 random bits.
std::string recovery_code_hash(std::string_view code);

}  // namespace core::auth
