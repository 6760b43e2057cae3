#include "core/base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace core {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

int length_of(std::string_view text) {
    if (text.size() > std::numeric_limits<int>::max() / 2) throw std::length_error("too long for base64");
    return static_cast<int>(text.size());
}

bool is_base64url_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string sha256_hex(std::string_view data) {
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 0xFU];
    }
    return out;
}

std::string to_base64url(std::string_view data) {
    std::string out((data.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends its output with a NUL
    out.resize(static_cast<std::size_t>(EVP_EncodeBlock(bytes_of(out), bytes_of(data), length_of(data))));
    while (out.ends_with('=')) out.pop_back();
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    return out;
}

Result<std::string> from_base64url(std::string_view text) {
    const Error malformed{ErrorKind::malformed, "malformed-base64url", "must be base64url without padding"};
    // EVP_DecodeBlock tolerates blanks and line feeds, so the alphabet is checked first.
    if (text.size() % 4 == 1 || !std::all_of(text.begin(), text.end(), is_base64url_digit)) return malformed;

    std::string padded(text);
    std::replace(padded.begin(), padded.end(), '-', '+');
    std::replace(padded.begin(), padded.end(), '_', '/');
    padded.resize((padded.size() + 3) / 4 * 4, '=');
    std::string out(padded.size() / 4 * 3, '\0');
    if (EVP_DecodeBlock(bytes_of(out), bytes_of(padded), length_of(padded)) < 0) return malformed;
    out.resize(text.size() * 3 / 4);
    if (to_base64url(out) != text) return malformed;
    return out;
}

std::string random_token(std::size_t bytes) {
    std::string random(bytes, '\0');
    if (RAND_bytes(bytes_of(random), length_of(random)) != 1) throw std::runtime_error("no random bytes");
    return to_base64url(random);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace core
