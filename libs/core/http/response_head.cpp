#include "core/http/response_head.hpp"

#include "core/http/ascii.hpp"
#include "core/http/problem.hpp"
#include "core/http/security_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

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
    std::string_view coding;        ///< empty: identity
    std::string_view other_coding;  ///< in which the client may hold what is sent as identity
    bool negotiated = false;
};

/// Whether a list of entity tags names one; `weak` says whether weak tags count.
bool any_tag(std::string_view field, std::string_view opaque, bool weak) {
    if (ascii::trim(field) == "*") {
        return true;
    }
    while (!field.empty()) {
        std::string_view tag = ascii::next_part(field, ',');
        if (weak && tag.starts_with("W/")) {
            tag.remove_prefix(2);
        }
        if (tag.size() == opaque.size() + 2 && tag.front() == '"' && tag.back() == '"' &&
            tag.substr(1, opaque.size()) == opaque) {
            return true;
        }
    }
    return false;
}

/// The field's lines as one list (RFC 9110 §5.3).
std::string all_values(const Request& request, std::string_view name) {
    std::string values;
    for (const auto& [field, value] : request.headers) {
        if (ascii::iequals(field, name)) {
            values.append(values.empty() ? "" : ",").append(value);
        }
    }
    return values;
}

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
        const Encoding wanted = choose_encoding(all_values(request, "Accept-Encoding"));
        if (response.identity_only) {
            chosen.bytes = representation.identity();
            if (representation.worth_encoding()) {
                chosen.other_coding = content_coding(wanted);
            }
        } else {
            const Encoding encoding = representation.offer(wanted);
            chosen.bytes = representation.bytes(encoding);
            chosen.coding = content_coding(encoding);
        }
    }
    if (chosen.cache_control.empty()) {
        chosen.cache_control = "no-store";
    }
    return chosen;
}

bool is_safe(Method method) {
    return method == Method::get || method == Method::head;
}

/// The tag of a representation in a coding.
std::string full_etag(std::string_view opaque, std::string_view coding) {
    std::string tag(opaque);
    if (!tag.empty() && !coding.empty()) {
        tag.append("-").append(coding);
    }
    return tag;
}

bool has_validator(const Request& request, const Response& response, const Chosen& chosen) {
    return response.status == 200 && !chosen.etag.empty() && is_safe(request.method);
}

/// The tags of the forms this client may hold: as it would be sent now, in the coding it asks for, and as it
/// is.
std::array<std::string, 3> tags_for(const Chosen& chosen) {
    return {
        full_etag(chosen.etag, chosen.coding),
        full_etag(chosen.etag, chosen.other_coding),
        full_etag(chosen.etag, {})
    };
}

/// True when the client insists on a state other than this one (RFC 9110 §13.1.1: strong comparison).
bool precondition_failed(const Request& request, const Chosen& chosen) {
    const std::string named = all_values(request, "If-Match");
    if (named.empty()) {
        return false;
    }
    const auto tags = tags_for(chosen);
    return std::none_of(tags.begin(), tags.end(), [&](const std::string& tag) {
        return any_tag(named, tag, false);
    });
}

/// The tag by which the client holds what it asks for, if it does (RFC 9110 §13.1.2: weak comparison).
std::optional<std::string> held_tag(const Request& request, const Chosen& chosen) {
    const std::string named = all_values(request, "If-None-Match");
    if (named.empty()) {
        return std::nullopt;
    }
    for (auto& tag : tags_for(chosen)) {
        if (none_match_names(named, tag)) {
            return tag;
        }
    }
    return std::nullopt;
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
    return any_tag(field, opaque, true);
}

void compose(const Request& request, Response& response, const HeadContext& context, Outgoing& out) {
    Chosen chosen = choose(request, response);
    if (has_validator(request, response, chosen) && precondition_failed(request, chosen)) {
        response =
            problem(412, "precondition-failed", "This is not the state If-Match names.", request.request_id);
        chosen = choose(request, response);
    }
    std::string etag = full_etag(chosen.etag, chosen.coding);
    if (has_validator(request, response, chosen)) {
        if (auto held = held_tag(request, chosen)) {
            response.status = 304;
            etag = std::move(*held);
        }
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
