#include "core/http/request_rules.hpp"

#include "core/http/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace core::http {

namespace {

constexpr Refusal refuse_framing(std::string_view detail) {
    return {400, "bad-framing", detail};
}

std::optional<Refusal> check_transfer_encoding(const FramingFields& fields, Framing& framing) {
    if (!framing.http11) {
        return refuse_framing("Transfer-Encoding does not exist in HTTP/1.0.");
    }
    if (fields.content_length_count > 0) {
        return refuse_framing("Transfer-Encoding and Content-Length exclude each other.");
    }
    if (fields.transfer_encoding.size() == 1 && ascii::iequals(fields.transfer_encoding[0], "chunked")) {
        framing.chunked = true;
        return std::nullopt;
    }
    std::string_view last;
    std::size_t chunked = 0;
    bool tokens = true;
    for (std::string_view rest : fields.transfer_encoding) {
        tokens = tokens && !rest.ends_with(',');
        do {
            last = ascii::next_part(rest, ',');
            tokens = tokens && ascii::is_token(last);
            chunked += ascii::iequals(last, "chunked") ? 1 : 0;
        } while (!rest.empty());
    }
    if (tokens && chunked == 1 && ascii::iequals(last, "chunked")) {
        return Refusal{501, "unknown-transfer-coding", "Only the transfer coding chunked is understood."};
    }
    return refuse_framing(
        "The last transfer coding of a request must be chunked, once and without parameters."
    );
}

std::optional<Refusal> check_content_length(const FramingFields& fields, Framing& framing) {
    if (fields.content_length_count > 1) {
        return refuse_framing("Content-Length is given more than once.");
    }
    const std::string_view text = fields.content_length;
    const char* const end = text.data() + text.size();
    const auto [parsed, fault] = std::from_chars(text.data(), end, framing.content_length);
    if (text.empty() || !ascii::is_digit(text.front()) || parsed != end || fault != std::errc()) {
        return refuse_framing("Content-Length is not a decimal number.");
    }
    return std::nullopt;
}

/// Length of the URI scheme of an absolute form we serve, `://` included; 0 for any other target.
std::size_t scheme_size(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (ascii::iequals(target.substr(0, scheme.size()), scheme)) {
            return scheme.size();
        }
    }
    return 0;
}

bool is_port(std::string_view text) {
    unsigned port = 0;
    for (const char c : text) {
        port = port * 10 + static_cast<unsigned>(c - '0');
        if (!ascii::is_digit(c) || port > 65535) {
            return false;
        }
    }
    return true;
}

std::optional<Refusal> check_host_field(const FramingFields& fields, bool http11) {
    if (fields.host_count > 1 || (http11 && fields.host_count == 0)) {
        return Refusal{400, "bad-host", "A request needs exactly one Host field."};
    }
    if (fields.host_count == 1 && !is_authority(fields.host)) {
        return Refusal{400, "bad-host", "Host is not a host name or address with an optional port."};
    }
    return std::nullopt;
}

}  // namespace

void FramingFields::clear() {
    transfer_encoding.clear();
    content_length = host = expect = {};
    content_length_count = host_count = 0;
}

std::optional<Refusal> check_framing(const FramingFields& fields, Framing& framing) {
    if (!fields.transfer_encoding.empty()) {
        if (auto refusal = check_transfer_encoding(fields, framing)) {
            return refusal;
        }
    } else if (fields.content_length_count > 0) {
        if (auto refusal = check_content_length(fields, framing)) {
            return refusal;
        }
    }
    // HTTP/1.0 clients do not know 100 and get none (RFC 9110 §10.1.1).
    if (framing.http11 && !fields.expect.empty()) {
        if (!ascii::iequals(fields.expect, "100-continue")) {
            return Refusal{417, "unknown-expectation", "The only expectation understood is 100-continue."};
        }
        framing.expects_continue = framing.has_body();
    }
    return std::nullopt;
}

bool is_authority(std::string_view text) {
    std::size_t host_end = 0;
    if (text.starts_with('[')) {
        host_end = text.find(']');
        if (host_end == std::string_view::npos || host_end < 3) {
            return false;
        }
        const std::string_view address = text.substr(1, host_end - 1);
        if (address.find(':') == std::string_view::npos ||
            !std::all_of(address.begin(), address.end(), [](char c) {
                return ascii::is_hex(c) || c == ':' || c == '.';
            })) {
            return false;
        }
        ++host_end;
    } else {
        while (host_end < text.size() &&
               (ascii::is_alnum(text[host_end]) || text[host_end] == '-' || text[host_end] == '.' ||
                text[host_end] == '_' || text[host_end] == '~')) {
            ++host_end;
        }
        if (host_end == 0 || host_end > 255) {
            return false;
        }
    }
    return host_end == text.size() || (text[host_end] == ':' && is_port(text.substr(host_end + 1)));
}

std::string_view host_of(std::string_view authority) {
    if (authority.starts_with('[')) {
        return authority.substr(1, authority.find(']') - 1);
    }
    return authority.substr(0, authority.find(':'));
}

std::optional<Refusal> check_target(
    Request& request, const FramingFields& fields, bool http11, std::string& scratch
) {
    static constexpr Refusal kBadTarget{
        400, "bad-target", "The request target is none this server understands."
    };
    if (auto refusal = check_host_field(fields, http11)) {
        return refusal;
    }
    request.host = fields.host;
    std::string_view& target = request.target;
    // RFC 3986 knows neither a fragment here nor bytes outside ASCII.
    if (!std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c != 0x7f && c != '#'; })) {
        return kBadTarget;
    }
    if (const std::size_t scheme = scheme_size(target); scheme > 0) {
        const std::size_t authority_end = std::min(target.find_first_of("/?", scheme), target.size());
        request.host = target.substr(scheme, authority_end - scheme);
        if (!is_authority(request.host)) {
            return kBadTarget;
        }
        target.remove_prefix(authority_end);
        if (!target.starts_with('/')) {
            if (target.empty() && request.method == Method::options) {
                target = "*";  // RFC 9112 §3.2.4
            } else {
                scratch.assign("/").append(target);
                target = scratch;
            }
        }
    }
    const bool asterisk = target == "*" && request.method == Method::options;
    if (!target.starts_with('/') && !asterisk) {
        return kBadTarget;
    }
    const std::size_t query = target.find('?');
    request.path = target.substr(0, query);
    request.query = query == std::string_view::npos ? std::string_view() : target.substr(query + 1);
    return std::nullopt;
}

std::optional<Method> parse_method(std::string_view token) {
    for (const Method method :
         {Method::get,
          Method::head,
          Method::post,
          Method::put,
          Method::patch,
          Method::delete_,
          Method::options}) {
        if (token == to_string(method)) {
            return method;
        }
    }
    return std::nullopt;
}

}  // namespace core::http
