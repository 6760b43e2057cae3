#include "core/http/problem.hpp"

#include "core/base/json.hpp"
#include "core/base/object_reader.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

namespace core::http {

namespace {

std::string_view title_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::malformed: return "The request cannot be read";
        case ErrorKind::invalid_input: return "The request breaks a rule";
        case ErrorKind::not_found: return "There is no such thing";
        case ErrorKind::conflict: return "The request collides with what exists";
        case ErrorKind::version_mismatch: return "The thing has changed since it was read";
        case ErrorKind::precondition_required: return "The request must say which version it means";
        case ErrorKind::unauthenticated: return "The caller is not known";
        case ErrorKind::forbidden: return "The caller may not do this";
        case ErrorKind::too_large: return "The request is too large";
        case ErrorKind::rate_limited: return "Too many requests";
        case ErrorKind::unavailable: return "The service cannot do this now";
        case ErrorKind::timed_out: return "The request took too long";
    }
    return "Unknown";
}

struct Phrase {
    unsigned status;
    std::string_view text;
};

constexpr std::array kPhrases{
    Phrase{100, "Continue"},
    Phrase{101, "Switching Protocols"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{203, "Non-Authoritative Information"},
    Phrase{204, "No Content"},
    Phrase{205, "Reset Content"},
    Phrase{206, "Partial Content"},
    Phrase{300, "Multiple Choices"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{305, "Use Proxy"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{407, "Proxy Authentication Required"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{411, "Length Required"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{426, "Upgrade Required"},
    Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
};

struct Document {
    unsigned status;
    std::string_view code;
    std::string_view title;
    std::string_view detail;
    std::string_view request_id;
    std::span<const FieldError> fields;
};

void write_fields(json::Writer& writer, std::span<const FieldError> fields) {
    writer.key("errors").begin_array();
    for (const FieldError& field : fields) {
        writer.begin_object();
        writer.member("in", to_string(field.in));
        writer.member(field.in == FaultPlace::body ? "pointer" : "name", field.name);
        writer.member("code", field.code);
        writer.member("detail", field.detail);
        writer.end_object();
    }
    writer.end_array();
}

Response render(const Document& document) {
    std::string body;
    json::Writer writer(body);
    writer.begin_object();
    writer.member("type", std::string("/problems/").append(document.code));
    writer.member("title", document.title);
    writer.member("status", static_cast<std::int64_t>(document.status));
    if (!document.detail.empty()) {
        writer.member("detail", document.detail);
    }
    writer.member("instance", document.request_id);
    writer.member("code", document.code);
    if (!document.fields.empty()) {
        write_fields(writer, document.fields);
    }
    writer.end_object();

    Response response(document.status);
    response.content_type = "application/problem+json";
    response.cache_control = "no-store";
    response.body = std::move(body);
    return response;
}

}  // namespace

unsigned status_of(const Error& error) {
    switch (error.kind) {
        case ErrorKind::malformed: return 400;
        case ErrorKind::invalid_input: {
            const bool unreadable =
                std::any_of(error.fields.begin(), error.fields.end(), [](const FieldError& field) {
                    return field.in != FaultPlace::body || field.code == json::kUnknownMember;
                });
            return unreadable ? 400 : 422;
        }
        case ErrorKind::not_found: return 404;
        case ErrorKind::conflict: return 409;
        case ErrorKind::version_mismatch: return 412;
        case ErrorKind::precondition_required: return 428;
        case ErrorKind::unauthenticated: return 401;
        case ErrorKind::forbidden: return 403;
        case ErrorKind::too_large: return 413;
        case ErrorKind::rate_limited: return 429;
        case ErrorKind::unavailable: return 503;
        case ErrorKind::timed_out: return 504;
    }
    return 500;
}

std::string_view reason_phrase(unsigned status) {
    const auto at =
        std::lower_bound(kPhrases.begin(), kPhrases.end(), status, [](const Phrase& phrase, unsigned wanted) {
            return phrase.status < wanted;
        });
    return at != kPhrases.end() && at->status == status ? at->text : "Unknown";
}

Response problem(const Error& error, std::string_view request_id) {
    Response response =
        render({status_of(error), error.code, title_of(error.kind), error.detail, request_id, error.fields});
    if (error.kind == ErrorKind::unavailable || error.kind == ErrorKind::rate_limited) {
        response.header("Retry-After", "1");
    }
    return response;
}

Response problem(
    unsigned status, std::string_view code, std::string_view detail, std::string_view request_id
) {
    return render({status, code, reason_phrase(status), detail, request_id, {}});
}

}  // namespace core::http
