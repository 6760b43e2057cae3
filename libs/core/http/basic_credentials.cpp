#include "core/http/basic_credentials.hpp"

#include "core/base/digest.hpp"

#include <algorithm>

namespace core::http {

std::string basic_credentials(std::string_view username, std::string_view password) {
    std::string pair(username);
    pair.append(":").append(password);
    // RFC 4648 §4: the same digits as §5 but for two, and padded.
    std::string encoded = to_base64url(pair);
    std::replace(encoded.begin(), encoded.end(), '-', '+');
    std::replace(encoded.begin(), encoded.end(), '_', '/');
    encoded.resize((encoded.size() + 3) / 4 * 4, '=');
    return "Basic " + encoded;
}

}  // namespace core::http
