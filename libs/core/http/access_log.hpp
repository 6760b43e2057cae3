#pragma once

#include "core/http/middleware.hpp"

namespace core::http {

/// One line of the log per exchange: method, route, path (512 bytes at most), status, bytes, duration,
/// request id and client. Query strings stay out: they may hold what people typed.
class AccessLog final : public Middleware {
public:
    void after(const Exchange& exchange) override;
};

}  // namespace core::http
