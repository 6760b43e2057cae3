#include "cms_server/handlers/staff/session_cookie.hpp"

#include "core/http/ascii.hpp"

#include <fmt/format.h>

namespace cms {

namespace {

constexpr int kCookiesRead = 50;

std::string_view cookie_name(const core::http::Request& request) {
    return request.secure ? "__Host-lifted_cms" : "lifted_cms";
}

std::string_view attributes(const core::http::Request& request) {
    return request.secure ? "; Path=/; Secure; HttpOnly; SameSite=Lax" : "; Path=/; HttpOnly; SameSite=Lax";
}

}  // namespace

std::optional<std::string> session_token_of(const core::http::Request& request) {
    auto cookies = request.header("Cookie");
    for (int i = 0; i < kCookiesRead && !cookies.empty(); ++i) {
        const auto end = std::min(cookies.find(';'), cookies.size());
        const auto pair = core::http::ascii::trim(cookies.substr(0, end));
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != cookie_name(request)) continue;
        return std::string(pair.substr(equals + 1));
    }
    return std::nullopt;
}

void set_session_cookie(
    const core::http::Request& request, core::http::Response& response, std::string_view token
) {
    response.header("Set-Cookie", fmt::format("{}={}{}", cookie_name(request), token, attributes(request)));
}

void clear_session_cookie(const core::http::Request& request, core::http::Response& response) {
    response.header("Set-Cookie", fmt::format("{}={}; Max-Age=0", cookie_name(request), attributes(request)));
}

}  // namespace cms
