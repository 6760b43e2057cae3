#pragma once

#include <string>
#include <string_view>

namespace core::http {

/// The value of an Authorization field that proves a user name and password (RFC 7617 §2). The name holds no
/// colon.
std::string basic_credentials(std::string_view username, std::string_view password);

}  // namespace core::http
