#include "scraper/handlers/scrapyd/basic_auth.hpp"

#include "core/base/digest.hpp"
#include "core/http/ascii.hpp"

namespace scraper::scrapyd {

using core::http::Response;

namespace {

/// Base64 with padding (RFC 4648 §4).
std::string to_base64(std::string_view data) {
    auto text = core::to_base64url(data);
    for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    while (text.size() % 4 != 0) text += '=';
    return text;
}

}  // namespace

SiteRules::SiteRules(std::string user, std::string password) {
    if (!user.empty()) expected_ = to_base64(user + ":" + password);
}

std::optional<Response> SiteRules::before(core::http::Request& request, const core::http::Route* route) {
    if (!expected_.empty()) {
        const auto given = request.header("Authorization");
        const auto space = given.find(' ');
        const bool basic =
            space != std::string_view::npos && core::http::ascii::iequals(given.substr(0, space), "Basic");
        // Digests have one length, so that the comparison tells nothing of ours.
        const auto offered = core::sha256_hex(basic ? core::http::ascii::trim(given.substr(space + 1)) : "");
        if (!core::constant_time_equal(offered, core::sha256_hex(expected_))) {
            auto refused = Response::text(401, "Unauthorized");
            refused.header("WWW-Authenticate", "basic realm=\"Scrapyd\"");
            return refused;
        }
    }
    if (route != nullptr || request.path.starts_with("/v1/")) return std::nullopt;
    Response missing(404);
    missing.content_type = "text/html; charset=utf-8";
    missing.body =
        std::string("<!DOCTYPE html>\n<title>Not found</title>\n<h1>There is nothing at this address</h1>\n");
    return missing;
}

}  // namespace scraper::scrapyd
