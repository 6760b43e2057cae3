#pragma once

#include "core/base/error.hpp"

#include <array>
#include <string>
#include <string_view>

namespace core::auth {

/// Keeps small secrets unreadable at rest: XChaCha20-Poly1305 with a random nonce. Whoever reads the database
/// alone learns nothing; whoever moves a sealed secret to another owner finds that it does not open.
class SecretBox {
public:
    /// From a key of 32 random bytes. `invalid_input`, code `bad-secret-key`, for any other length.
    static Result<SecretBox> create(std::string_view key);

    ~SecretBox();
    SecretBox(const SecretBox&) = default;
    SecretBox& operator=(const SecretBox&) = default;

    /// base64url of nonce and ciphertext, bound to `owner`.
    [[nodiscard]] std::string seal(std::string_view secret, std::string_view owner) const;

    /// `malformed`, code `sealed-otherwise`, for what was sealed with another key, for another owner, or
    /// altered.
    [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view owner) const;

private:
    SecretBox() = default;
    std::array<unsigned char, 32> key_{};
};

}  // namespace core::auth
