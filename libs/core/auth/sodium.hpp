#pragma once

#include <sodium.h>
#include <stdexcept>

namespace core::auth {

/// libsodium must be initialised before its first use; doing so again costs nothing. The module's own.
inline void require_sodium() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

}  // namespace core::auth
