#include "cms_server/handlers/staff/same_origin.hpp"

#include "core/http/ascii.hpp"

#include <string_view>

namespace cms {

namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

std::string_view without_port(std::string_view authority, std::string_view port) {
    if (authority.ends_with(port)) authority.remove_suffix(port.size());
    return authority;
}

/// Whether an Origin names the host that was asked. A request that came by TLS has an https origin; behind a
/// proxy that is not trusted we cannot tell, and either scheme is taken.
bool is_ours(std::string_view origin, const core::http::Request& request) {
    const bool https = take_prefix(origin, "https://");
    if (!https && (request.secure || !take_prefix(origin, "http://"))) return false;
    const std::string_view port = https ? ":443" : ":80";
    return core::http::ascii::iequals(without_port(origin, port), without_port(request.host, port));
}

}  // namespace

Provenance provenance_of(const core::http::Request& request) {
    const auto site = request.header("Sec-Fetch-Site");
    const auto origin = request.header("Origin");
    if (site.empty() && origin.empty()) return Provenance::unknown;
    const bool sound_site = site.empty() || site == "same-origin";
    const bool sound_origin = origin.empty() || is_ours(origin, request);
    return sound_site && sound_origin ? Provenance::same_origin : Provenance::foreign;
}

core::Result<void> refuse_foreign(const core::http::Request& request) {
    if (provenance_of(request) != Provenance::foreign) return {};
    return core::Error{
        core::ErrorKind::forbidden, "cross-site-request", "this must come from the CMS's own pages"
    };
}

}  // namespace cms
