#include "core/http/response_head.hpp"

#include "core/http/ascii.hpp"
#include "core/http/problem.hpp"
#include "core/http/security_headers.hpp"

#include <array>
#include <charconv>

namespace core::http {

namespace {

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_status_line(std::string& out, unsigned status) {
    switch (status) {
        case 200: out.append("HTTP/1.1 200 OK\r\n"); return;
        case 304: out.append("HTTP/1.1 304 Not Modified\r\n"); return;
        default: break;
    }
    out.append("HTTP/1.1 ");
    append_number(out, status);
    out.append(" ").append(reason_phrase(status)).append("\r\n");
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

/// What is sent, of a body of either kind.
struct Chosen {
    std::string_view bytes;
    std::string_view content_type;
    std::string_view cache_control;
    std::string_view etag;
    std::string_view coding;  ///< empty: identity
    bool negotiated = false;
};

Chosen choose(const Request& request, const Response& response) {
    Chosen chosen;
    chosen.bytes = response.body_bytes();
    chosen.content_type = response.content_type;
    chosen.cache_control = response.cache_control;
    chosen.etag = response.etag;
    const auto* shared = std::get_if<std::shared_ptr<const Representation>>(&response.body);
    if (shared != nullptr && *shared) {
        const Representation& representation = **shared;
        chosen.negotiated = true;
        if (chosen.content_type.empty()) {
            chosen.content_type = representation.content_type();
        }
        if (chosen.cache_control.empty()) {
            chosen.cache_control = representation.cache_control();
        }
        if (chosen.etag.empty()) {
            chosen.etag = representation.etag();
        }
        const Encoding encoding = representation.offer(choose_encoding(request.header("Accept-Encoding")));
        chosen.bytes = representation.bytes(encoding);
        chosen.coding = content_coding(encoding);
    }
    if (chosen.cache_control.empty()) {
        chosen.cache_control = "no-store";
    }
    return chosen;
}

bool is_safe(Method method) {
    return method == Method::get || method == Method::head;
}

/// The tag the client would have to name: that of the encoding it would be sent.
std::string full_etag(const Chosen& chosen) {
    std::string tag(chosen.etag);
    if (!chosen.coding.empty()) {
        tag.append("-").append(chosen.coding);
    }
    return tag;
}

bool not_modified(const Request& request, const Response& response, std::string_view etag) {
    if (response.status != 200 || etag.empty() || !is_safe(request.method)) {
        return false;
    }
    for (const auto& [name, value] : request.headers) {
        if (ascii::iequals(name, "If-None-Match") && none_match_names(value, etag)) {
            return true;
        }
    }
    return false;
}

void append_common(
    std::string& out, const Request& request, const Response& response, const HeadContext& context
) {
    out.append("Date: ").append(context.date).append("\r\nServer: Lifted\r\n");
    if (!context.keep_alive) {
        out.append("Connection: close\r\n");
    } else if (!context.http11) {
        out.append("Connection: keep-alive\r\n");
    }
    append_field(out, "X-Request-Id", request.request_id);
    out.append(kSecurityHeaders);
    append_field(
        out,
        "Content-Security-Policy",
        response.content_security_policy.empty() ? kContentSecurityPolicy : response.content_security_policy
    );
    if (request.secure) {
        out.append(kStrictTransportSecurity);
    }
    if (context.cors) {
        out.append(kCorsHeaders);
    }
    out.append(response.fields());
}

}  // namespace

bool none_match_names(std::string_view field, std::string_view opaque) {
    if (ascii::trim(field) == "*") {
        return true;
    }
    while (!field.empty()) {
        std::string_view tag = ascii::next_part(field, ',');
        if (tag.starts_with("W/")) {
            tag.remove_prefix(2);
        }
        if (tag.size() == opaque.size() + 2 && tag.front() == '"' && tag.back() == '"' &&
            tag.substr(1, opaque.size()) == opaque) {
            return true;
        }
    }
    return false;
}

void compose(const Request& request, Response& response, const HeadContext& context, Outgoing& out) {
    const Chosen chosen = choose(request, response);
    const std::string etag = full_etag(chosen);
    if (not_modified(request, response, etag)) {
        response.status = 304;
    }
    std::string& head = out.head;
    head.clear();
    append_status_line(head, response.status);
    append_common(head, request, response, context);
    append_field(head, "Cache-Control", chosen.cache_control);
    if (!etag.empty()) {
        head.append("ETag: \"").append(etag).append("\"\r\n");
    }
    if (chosen.negotiated) {
        head.append("Vary: Accept-Encoding\r\n");
    }
    // 204 and 304 end with their head (RFC 9110 §15.3.5, §15.4.5).
    if (response.status == 204 || response.status == 304) {
        out.body = {};
    } else {
        if (!chosen.content_type.empty()) {
            append_field(head, "Content-Type", chosen.content_type);
        }
        if (!chosen.coding.empty()) {
            append_field(head, "Content-Encoding", chosen.coding);
        }
        head.append("Content-Length: ");
        append_number(head, chosen.bytes.size());
        head.append("\r\n");
        out.body = request.method == Method::head ? std::string_view() : chosen.bytes;
    }
    head.append("\r\n");
}

}  // namespace core::http
