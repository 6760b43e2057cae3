#include "core/auth/password_rules.hpp"

#include "core/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <zxcvbn.h>

namespace core::auth {

namespace {

constexpr std::size_t kShortest = 8;
constexpr std::size_t kLongest = 1024;
constexpr double kLeastBits = 26.575;  // 10⁸ tries
/// The estimate grows with the square of the length; past this much the beginning decides.
constexpr std::size_t kEstimated = 100;

Error refuse(const char* code, const char* detail) {
    return {ErrorKind::invalid_input, code, detail};
}

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
    });
}

}  // namespace

Result<void> check_new_password(std::string_view password, std::string_view username) {
    if (password.size() < kShortest) return refuse("password-too-short", "must have at least 8 characters");
    if (password.size() > kLongest) return refuse("password-too-long", "must have at most 1024 bytes");
    if (!is_utf8(password) || has_control_character(password)) {
        return refuse("password-not-text", "must be text without control characters");
    }
    const std::string beginning(password.substr(0, kEstimated));
    const std::string name(username);
    std::array<const char*, 2> own_words{name.empty() ? nullptr : name.c_str(), nullptr};
    if (ZxcvbnMatch(beginning.c_str(), own_words.data(), nullptr) < kLeastBits) {
        return refuse(
            "password-too-common", "is among the first to be guessed; use a longer or less common one"
        );
    }
    return {};
}

}  // namespace core::auth
