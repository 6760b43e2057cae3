#include "core/auth/totp.hpp"

#include "core/auth/hmac.hpp"
#include "core/base/digest.hpp"

#include <fmt/format.h>

#include <array>

namespace core::auth {

namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::size_t kRecoveryCodes = 10;
constexpr std::size_t kRecoveryBytes = 10;
constexpr std::size_t kRecoveryGroup = 4;
constexpr std::uint32_t kCodes = 1'000'000;

std::string random_bytes(std::size_t count) {
    return from_base64url(random_token(count)).value();
}

char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out.push_back(c);
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
        }
    }
}

}  // namespace

std::string new_totp_secret() {
    return random_bytes(kSecretBytes);
}

std::int64_t totp_step(Instant now) {
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch() / kTotpStep;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
    std::string counter(8, '\0');
    for (std::size_t i = 0; i < counter.size(); ++i) {
        counter[counter.size() - 1 - i] =
            static_cast<char>((static_cast<std::uint64_t>(step) >> (8 * i)) & 0xFFU);
    }
    const auto digest = hmac(HmacDigest::sha1, secret, counter);
    const auto byte = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(digest[at]));
    };
    // Dynamic truncation, RFC 4226 §5.3.
    const std::size_t offset = byte(digest.size() - 1) & 0x0FU;
    const std::uint32_t number = ((byte(offset) & 0x7FU) << 24U) | (byte(offset + 1) << 16U) |
                                 (byte(offset + 2) << 8U) | byte(offset + 3);
    return fmt::format("{:06}", number % kCodes);
}

std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Instant now) {
    std::optional<std::int64_t> matched;
    const auto current = totp_step(now);
    for (const std::int64_t step : {current - 1, current, current + 1}) {
        if (constant_time_equal(totp_code(secret, step), code)) matched = step;
    }
    return matched;
}

std::string to_base32(std::string_view data) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : data) {
        bits = ((bits << 8U) | static_cast<unsigned char>(c)) & 0xFFFU;
        held += 8;
        while (held >= 5) {
            held -= 5;
            out.push_back(kDigits[(bits >> held) & 0x1FU]);
        }
    }
    if (held > 0) out.push_back(kDigits[(bits << (5 - held)) & 0x1FU]);
    return out;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view username) {
    std::string uri = "otpauth://totp/";
    append_escaped(uri, issuer);
    uri += ':';
    append_escaped(uri, username);
    uri += "?secret=";
    uri += to_base32(secret);
    uri += "&issuer=";
    append_escaped(uri, issuer);
    uri += "&algorithm=SHA1&digits=6&period=30";
    return uri;
}

std::vector<std::string> new_recovery_codes() {
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
        std::string code;
        const auto digits = to_base32(random_bytes(kRecoveryBytes));
        for (std::size_t at = 0; at < digits.size(); ++at) {
            if (at > 0 && at % kRecoveryGroup == 0) code.push_back('-');
            code.push_back(to_lower(digits[at]));
        }
        codes.push_back(std::move(code));
    }
    return codes;
}

std::string recovery_code_hash(std::string_view code) {
    std::string plain;
    for (const char c : code) {
        if (c != '-' && c != ' ') plain.push_back(to_lower(c));
    }
    return sha256_hex(plain);
}

}  // namespace core::auth
