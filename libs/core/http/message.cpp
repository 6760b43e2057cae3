#include "core/http/message.hpp"

#include "core/http/ascii.hpp"

#include <stdexcept>

namespace core::http {

namespace {

bool is_servers_business(std::string_view name) {
    static constexpr std::string_view kNames[] = {
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "trailer",
        "transfer-encoding",
        "upgrade",
    };
    for (const std::string_view reserved : kNames) {
        if (ascii::iequals(name, reserved)) {
            return true;
        }
    }
    return false;
}

bool is_field_value(std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\t') || byte == 0x7f) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::delete_: return "DELETE";
        case Method::options: return "OPTIONS";
    }
    return "GET";
}

std::string_view Request::header(std::string_view name) const {
    for (const auto& [field, value] : headers) {
        if (ascii::iequals(field, name)) {
            return value;
        }
    }
    return {};
}

std::string_view Request::path_param(std::string_view name) const {
    for (const auto& [param, value] : path_params) {
        if (param == name) {
            return value;
        }
    }
    return {};
}

Response Response::json(unsigned status, std::string body) {
    Response response(status);
    response.content_type = "application/json";
    response.body = std::move(body);
    return response;
}

Response Response::text(unsigned status, std::string body) {
    Response response(status);
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Response Response::of(std::shared_ptr<const Representation> representation) {
    Response response;
    response.body = std::move(representation);
    return response;
}

Response Response::redirect(unsigned status, std::string_view location) {
    Response response(status);
    response.header("Location", location);
    return response;
}

Response& Response::header(std::string_view name, std::string_view value) {
    if (!ascii::is_token(name) || !is_field_value(value) || is_servers_business(name)) {
        throw std::invalid_argument("a header field that must not be sent");
    }
    fields_.append(name).append(": ").append(value).append("\r\n");
    return *this;
}

std::string_view Response::body_bytes() const {
    if (const auto* own = std::get_if<std::string>(&body)) {
        return *own;
    }
    const auto& shared = std::get<std::shared_ptr<const Representation>>(body);
    return shared ? std::string_view(shared->identity()) : std::string_view();
}

}  // namespace core::http
