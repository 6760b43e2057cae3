#pragma once

#include "core/base/error.hpp"

#include <string_view>

namespace core::auth {

/// The rules for a new password (ASVS 6.2): 8 to 1024 bytes of UTF-8 without control characters, nothing
/// demanded of their kinds, and harder to guess than 10⁸ tries by zxcvbn's estimate (Wheeler, USENIX Security
/// 2016). The estimate knows the 10,000 most common passwords, words, names, keyboard rows, dates, repeats,
/// and the user name given. Old passwords are never held to it.
///
/// `invalid_input` with code `password-too-short`, `password-too-long`, `password-not-text` or
/// `password-too-common`; the detail never holds the password.
Result<void> check_new_password(std::string_view password, std::string_view username);

}  // namespace core::auth
