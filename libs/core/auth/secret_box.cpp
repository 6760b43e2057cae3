#include "core/auth/secret_box.hpp"

#include "core/auth/sodium.hpp"
#include "core/base/digest.hpp"

#include <algorithm>

namespace core::auth {

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Result<SecretBox> SecretBox::create(std::string_view key) {
    require_sodium();
    SecretBox box;
    if (key.size() != box.key_.size()) {
        return Error{ErrorKind::invalid_input, "bad-secret-key", "must have 32 bytes"};
    }
    std::copy(key.begin(), key.end(), box.key_.begin());
    return box;
}

SecretBox::~SecretBox() {
    sodium_memzero(key_.data(), key_.size());
}

std::string SecretBox::seal(std::string_view secret, std::string_view owner) const {
    std::string out(kNonceBytes + secret.size() + kTagBytes, '\0');
    randombytes_buf(out.data(), kNonceBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes_of(out) + kNonceBytes,
        nullptr,
        bytes_of(secret),
        secret.size(),
        bytes_of(owner),
        owner.size(),
        nullptr,
        bytes_of(out),
        key_.data()
    );
    return to_base64url(out);
}

Result<std::string> SecretBox::open(std::string_view sealed, std::string_view owner) const {
    const Error refused{ErrorKind::malformed, "sealed-otherwise", "the stored secret cannot be opened"};
    const auto bytes = from_base64url(sealed);
    if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return refused;
    std::string out(bytes->size() - kNonceBytes - kTagBytes, '\0');
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        bytes_of(out),
        nullptr,
        nullptr,
        bytes_of(std::string_view(*bytes)) + kNonceBytes,
        bytes->size() - kNonceBytes,
        bytes_of(owner),
        owner.size(),
        bytes_of(std::string_view(*bytes)),
        key_.data()
    );
    if (failed != 0) return refused;
    return out;
}

}  // namespace core::auth
