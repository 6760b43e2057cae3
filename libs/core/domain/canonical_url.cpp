#include "core/domain/scraped_course.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace core::domain {

namespace {

/// Parameters that tell a site where its visitor came from; `utm_*` besides.
constexpr std::array<std::string_view, 12> kTrackingParameters{
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "igshid",
    "mc_cid",
    "mc_eid",
    "msclkid",
    "twclid",
    "wbraid",
    "yclid",
};

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

char hex_value(std::string_view digits) {
    unsigned value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return static_cast<char>(value);
}

/// The normal form of percent-encoding (RFC 3986 §6.2.2.2): escapes of unreserved characters undone, others
/// in upper case. Boost.URL 1.81 undoes those of reserved characters too, which makes it another address.
/// What RFC 3986 leaves no room for (blanks, letters outside ASCII, brackets, a stray percent sign) is
/// escaped, as browsers do.
std::string normal_escapes(std::string_view text) {
    constexpr std::string_view kForbidden = "\"<>[\\]^`{|}";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        const bool escaped = c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
        if (escaped) {
            c = hex_value(text.substr(i + 1, 2));
            i += 2;
        }
        const bool must_escape =
            c == '%' || c <= ' ' || c == '\x7F' || kForbidden.find(c) != std::string_view::npos;
        if (must_escape || (escaped && !is_unreserved(c))) {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        } else {
            out.push_back(c);
        }
    }
    return out;
}

/// RFC 3986 §5.2.4, for an absolute path.
std::string without_dot_segments(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        const auto end = std::min(path.find('/', 1), path.size());
        const auto segment = path.substr(0, end);
        path.remove_prefix(end);
        if (segment == "/..") out.erase(std::min(out.rfind('/'), out.size()));
        if (segment != "/." && segment != "/..") {
            out += segment;
        } else if (path.empty()) {
            out.push_back('/');
        }
    }
    return out.empty() ? "/" : out;
}

/// Where the part behind the authority begins.
std::size_t path_begin(std::string_view text) {
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return text.size();
    return std::min(text.find_first_of("/?#", scheme_end + 3), text.size());
}

bool is_tracking(std::string_view parameter) {
    const std::string name = lower(parameter.substr(0, parameter.find('=')));
    return name.starts_with("utm_") ||
           std::find(kTrackingParameters.begin(), kTrackingParameters.end(), name) !=
               kTrackingParameters.end();
}

std::string without_tracking(std::string_view query) {
    std::string out;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto parameter = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (parameter.empty() || is_tracking(parameter)) continue;
        if (!out.empty()) out.push_back('&');
        out += parameter;
    }
    return out;
}

template <class Text>
std::string_view view_of(const Text& text) {
    return {text.data(), text.size()};
}

Error malformed_url(std::string detail) {
    return {ErrorKind::invalid_input, "malformed-url", std::move(detail)};
}

}  // namespace

Result<std::string> canonical_url(std::string_view text) {
    text = trimmed(text);
    if (text.size() > kMaxUrlBytes) {
        return malformed_url(fmt::format("must have at most {} bytes", kMaxUrlBytes));
    }
    const auto begin = path_begin(text);
    const std::string sound = std::string(text.substr(0, begin)) + normal_escapes(text.substr(begin));
    if (!is_web_url(sound)) return malformed_url("must be an http or https URL with a host");
    boost::urls::url url = boost::urls::parse_uri(sound).value();
    url.normalize_scheme();
    url.normalize_authority();
    const bool https = url.scheme_id() == boost::urls::scheme::https;
    // Put together by hand: Boost.URL 1.81 writes some paths as `/./`.
    std::string out = https ? "https://" : "http://";
    out += view_of(url.encoded_host());
    if (!url.port().empty() && url.port_number() != (https ? 443 : 80)) {
        out += fmt::format(":{}", url.port_number());
    }
    out += without_dot_segments(view_of(url.encoded_path()));
    const std::string query = without_tracking(view_of(url.encoded_query()));
    if (!query.empty()) out += "?" + query;
    if (out.size() > kMaxUrlBytes) {
        return malformed_url(fmt::format("must have at most {} bytes", kMaxUrlBytes));
    }
    return out;
}

}  // namespace core::domain
