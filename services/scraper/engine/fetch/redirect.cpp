#include "scraper/engine/fetch/redirect.hpp"

#include <algorithm>
#include <strings.h>

namespace scraper {

std::string_view find_field(const HeaderFields& fields, std::string_view name) {
    const auto found = std::ranges::find_if(fields, [name](const auto& field) {
        return field.first.size() == name.size() &&
               strncasecmp(field.first.data(), name.data(), name.size()) == 0;
    });
    return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> redirect_target(const FetchResponse& response) {
    switch (response.status) {
        case 301:
        case 302:
        case 303:
        case 307:
        case 308: break;
        default: return std::nullopt;
    }
    const auto location = find_field(response.headers, "Location");
    if (location.empty()) return std::nullopt;
    return std::string(location);
}

void redirect_request(FetchRequest& request, unsigned status, bool same_origin) {
    const bool post = request.method == "POST";
    if ((status == 303 && request.method != "HEAD") || ((status == 301 || status == 302) && post)) {
        request.method = "GET";
        request.body.clear();
        request.content_type.clear();
    }
    request.etag.clear();
    request.last_modified.clear();
    if (same_origin) return;
    std::erase_if(request.headers, [](const auto& field) {
        return strcasecmp(field.first.c_str(), "Authorization") == 0 ||
               strcasecmp(field.first.c_str(), "Cookie") == 0;
    });
}

}  // namespace scraper
