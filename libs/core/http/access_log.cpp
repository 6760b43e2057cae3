#include "core/http/access_log.hpp"

#include "core/base/log.hpp"

namespace core::http {

namespace {
constexpr std::size_t kMaxPathBytes = 512;
}

void AccessLog::after(const Exchange& exchange) {
    const Request& request = exchange.request;
    log::info(
        "request",
        {{"method", to_string(request.method)},
         {"route", request.route},
         {"path", request.path.substr(0, kMaxPathBytes)},
         {"status", exchange.response.status},
         {"bytes", exchange.bytes_sent},
         {"duration_us", exchange.duration.count()},
         {"request_id", request.request_id},
         {"client", request.client}}
    );
}

}  // namespace core::http
