#pragma once

#include "core/http/representation.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace core::http {

// NOLINTNEXTLINE(readability-identifier-naming): `delete` is a keyword.
enum class Method { get, head, post, put, patch, delete_, options };

std::string_view to_string(Method method);

/// A request, read whole. Every view points into the connection's buffers and is valid until the response is
/// written.
struct Request {
    Method method = Method::get;
    std::string_view target;  ///< as sent, in origin form: path and query
    std::string_view path;    ///< the part of `target` before `?`, still percent-encoded
    std::string_view query;   ///< the part after `?`, still percent-encoded; empty when there is none
    std::string_view host;    ///< the authority the client asked for
    std::string body;
    std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< in the order received
    std::vector<std::pair<std::string_view, std::string>> path_params;   ///< named by the route, decoded
    std::string request_id;
    std::string client;      ///< the client's address, past trusted proxies
    bool secure = false;     ///< reached us, or the trusted proxy before us, by TLS
    unsigned worker = 0;     ///< index of the io_context that serves it, below ServerConfig::threads
    std::string_view route;  ///< pattern of the matched route; the metric and log label

    /// First field of that name (case-insensitive); empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;

    /// Value of a `{name}` of the route's pattern.
    [[nodiscard]] std::string_view path_param(std::string_view name) const;
};

/// A response. HEAD, conditional requests, compression, framing, Date and the security headers are the
/// server's business: a handler answers a HEAD as it would a GET.
class Response {
public:
    Response() = default;

    explicit Response(unsigned code) : status(code) {}

    static Response json(unsigned status, std::string body);
    static Response text(unsigned status, std::string body);
    static Response of(std::shared_ptr<const Representation> representation);
    static Response redirect(unsigned status, std::string_view location);

    unsigned status = 200;
    std::string_view
        content_type;  ///< must outlive the response: a literal, or a member of the representation
    std::string etag;  ///< opaque part, without quotes; empty for none. Enables If-None-Match.
    std::string_view cache_control;  ///< a literal; empty: the representation's, else `no-store`
    /// A literal, for pages that load scripts and styles; empty: nothing may be loaded (see
    /// security_headers.hpp).
    std::string_view content_security_policy;

    /// Own bytes, or bytes shared with other responses and compressed once for all of them.
    std::variant<std::string, std::shared_ptr<const Representation>> body;

    /// Adds a header field. Throws std::invalid_argument when the name is no token, when the value holds a
    /// control character, and for the fields that are the server's business: Connection, Content-Length,
    /// Date, Keep-Alive, Trailer, Transfer-Encoding, Upgrade.
    Response& header(std::string_view name, std::string_view value);

    /// The added fields, serialised: `Name: value\r\n` each.
    [[nodiscard]] const std::string& fields() const { return fields_; }

    [[nodiscard]] std::string_view body_bytes() const;

    /// Send a shared body as it is: its compressed form would not be used again. A client that holds that
    /// form is still told that nothing changed.
    bool identity_only = false;

    bool close = false;  ///< end the connection after this response

private:
    std::string fields_;
};

}  // namespace core::http
