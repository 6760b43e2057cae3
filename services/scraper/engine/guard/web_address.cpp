#include "scraper/engine/guard/web_address.hpp"

#include <fmt/format.h>
#include <unicode/uidna.h>

#include <algorithm>
#include <charconv>
#include <curl/curl.h>
#include <curl/urlapi.h>
#include <memory>
#include <optional>
#include <strings.h>

namespace scraper {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kAddressBytes = 8 * 1024;

struct CurlDeleter {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

using CurlUrl = std::unique_ptr<CURLU, CurlDeleter>;

Error refused(std::string code, std::string detail) {
    return {ErrorKind::invalid_input, std::move(code), std::move(detail)};
}

Error malformed(std::string_view detail) {
    return refused("malformed-address", std::string(detail));
}

std::optional<std::string> part(const CurlUrl& url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) return std::nullopt;
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n\f";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

/// As browsers do (WHATWG URL): tabs and line ends vanish, a space inside is escaped.
std::string cleaned(std::string_view text) {
    std::string out;
    for (const char c : trimmed(text)) {
        if (c == '\t' || c == '\r' || c == '\n') continue;
        if (c == ' ') {
            out += "%20";
        } else {
            out += c;
        }
    }
    return out;
}

/// The scheme a text begins with (RFC 3986 §3.1); libcurl would read one it does not know as a path.
std::string_view scheme_of(std::string_view text) {
    const auto colon = text.find(':');
    const auto scheme = text.substr(0, colon);
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (colon == std::string_view::npos || scheme.empty() || !letter(scheme.front())) return {};
    const bool whole = std::ranges::all_of(scheme, [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
    return whole ? scheme : std::string_view();
}

bool is_web(std::string_view scheme) {
    return (scheme.size() == 4 && strncasecmp(scheme.data(), "http", 4) == 0) ||
           (scheme.size() == 5 && strncasecmp(scheme.data(), "https", 5) == 0);
}

/// The host as ASCII (UTS #46); none when it is no name.
std::optional<std::string> ascii_host(const std::string& host) {
    UErrorCode status = U_ZERO_ERROR;
    static const UIDNA* const rules =
        uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &status);
    if (rules == nullptr) return std::nullopt;
    status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    std::string ascii(256, '\0');
    const auto length = uidna_nameToASCII_UTF8(
        rules,
        host.data(),
        static_cast<std::int32_t>(host.size()),
        ascii.data(),
        static_cast<std::int32_t>(ascii.size()),
        &info,
        &status
    );
    // Hyphens in the third place and empty labels occur in names that resolve: not our business.
    constexpr unsigned kTolerated =
        UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN;
    if (U_FAILURE(status) || (info.errors & ~kTolerated) != 0 || length <= 0) return std::nullopt;
    ascii.resize(static_cast<std::size_t>(length));
    return ascii;
}

bool is_name(std::string_view host) {
    return !host.empty() && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    });
}

/// The last label decides whether a host is an IPv4 address (WHATWG URL, "ends in a number checker").
bool ends_in_number(std::string_view host) {
    const auto label = host.substr(host.rfind('.') + 1);
    if (label.starts_with("0x")) return true;
    return !label.empty() && std::ranges::all_of(label, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_dotted_quad(std::string_view host) {
    int parts = 0;
    while (true) {
        const auto dot = host.find('.');
        const auto label = host.substr(0, dot);
        unsigned value = 256;
        const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), value);
        if (error != std::errc() || end != label.data() + label.size() || value > 255) return false;
        ++parts;
        if (dot == std::string_view::npos) return parts == 4;
        host.remove_prefix(dot + 1);
    }
}

/// Puts the one accepted form of a host into `url`; libcurl rewrites the numeric spellings when it reads the
/// whole address again.
Result<std::string> settle_host(CurlUrl& url) {
    auto host = part(url, CURLUPART_HOST);
    if (!host || host->empty()) return malformed("the address has no host");
    if (host->front() == '[') {
        if (part(url, CURLUPART_ZONEID)) return malformed("an address with a zone is of this machine only");
        return host->substr(1, host->size() - 2);
    }
    auto name = ascii_host(*host);
    if (name && name->ends_with('.')) name->pop_back();
    if (!name || !is_name(*name)) return malformed("the host is no name and no address");
    if (curl_url_set(url.get(), CURLUPART_HOST, name->c_str(), 0) != CURLUE_OK) return malformed("bad host");
    const auto whole = part(url, CURLUPART_URL);
    if (!whole || curl_url_set(url.get(), CURLUPART_URL, whole->c_str(), 0) != CURLUE_OK)
        return malformed("bad host");
    host = part(url, CURLUPART_HOST);
    if (!host) return malformed("bad host");
    if (ends_in_number(*host) && !is_dotted_quad(*host)) return malformed("the host is no IPv4 address");
    return std::move(*host);
}

Error of_code(CURLUcode code) {
    if (code == CURLUE_USER_NOT_ALLOWED) {
        return refused("address-with-user", "addresses with a user name are refused");
    }
    if (code == CURLUE_UNSUPPORTED_SCHEME) {
        return refused("unsupported-scheme", "only http and https are fetched");
    }
    return malformed(curl_url_strerror(code));
}

Result<WebAddress> read(const std::string& text, const std::string* base) {
    if (text.size() > kAddressBytes) return malformed("the address is longer than 8 KiB");
    if (const auto scheme = scheme_of(text); !scheme.empty() && !is_web(scheme))
        return of_code(CURLUE_UNSUPPORTED_SCHEME);
    CurlUrl url(curl_url());
    if (!url) return malformed("out of memory");
    constexpr unsigned kFlags = CURLU_URLENCODE | CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME;
    if (base != nullptr) curl_url_set(url.get(), CURLUPART_URL, base->c_str(), 0);
    const bool same = base != nullptr && text.empty();
    const auto code = same ? CURLUE_OK : curl_url_set(url.get(), CURLUPART_URL, text.c_str(), kFlags);
    if (code != CURLUE_OK) return of_code(code);
    WebAddress address;
    address.scheme = part(url, CURLUPART_SCHEME).value_or("");
    if (address.scheme != "http" && address.scheme != "https") return of_code(CURLUE_UNSUPPORTED_SCHEME);
    curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
    auto host = settle_host(url);
    if (!host) return host.error();
    address.host = std::move(*host);
    const auto port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("0");
    const bool usual = port == (address.scheme == "http" ? "80" : "443");
    std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (address.port == 0) return malformed("port 0 is no port");
    if (usual) curl_url_set(url.get(), CURLUPART_PORT, nullptr, 0);
    address.target = part(url, CURLUPART_PATH).value_or("/");
    if (const auto query = part(url, CURLUPART_QUERY)) address.target += "?" + *query;
    address.url = part(url, CURLUPART_URL).value_or("");
    return address;
}

}  // namespace

std::string WebAddress::origin() const {
    const bool v6 = host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", scheme, v6 ? "[" : "", host, v6 ? "]" : "", port);
}

Result<WebAddress> parse_web_address(std::string_view text) {
    return read(cleaned(text), nullptr);
}

Result<WebAddress> parse_web_address(std::string_view reference, const WebAddress& base) {
    return read(cleaned(reference), &base.url);
}

}  // namespace scraper
