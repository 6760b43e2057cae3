#include "core/auth/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <limits>
#include <stdexcept>

namespace core::auth {

std::string hmac(HmacDigest digest, std::string_view key, std::string_view message) {
    if (key.size() > std::numeric_limits<int>::max()) throw std::length_error("too long for a key");
    const EVP_MD* const function = digest == HmacDigest::sha1 ? EVP_sha1() : EVP_sha256();
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(message.data());
    if (HMAC(function, key.data(), static_cast<int>(key.size()), bytes, message.size(), out.data(), &size) ==
        nullptr) {
        throw std::runtime_error("HMAC is not available");
    }
    return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace core::auth
