#pragma once

#include "core/base/error.hpp"

#include <string>
#include <string_view>

namespace core::http {

/// Where a request goes, taken from its URL.
struct ClientTarget {
    bool tls = false;
    std::string host;       ///< a name, or an address without brackets
    std::string port;       ///< decimal
    std::string authority;  ///< value of Host: without a port that is the scheme's own
    std::string target;     ///< origin form: path and query

    /// What a connection may be shared by.
    [[nodiscard]] std::string connection_key() const;
};

/// `invalid_input` with code `bad-url` for what is no absolute http or https URL, and for one with user
/// information.
Result<ClientTarget> parse_client_target(std::string_view url);

}  // namespace core::http
