#include "core/http/middleware.hpp"

namespace core::http {

std::optional<Response> Middleware::before(Request&, const Route*) {
    return std::nullopt;
}

void Middleware::decorate(const Request&, Response&) {}

void Middleware::after(const Exchange&) {}

}  // namespace core::http
