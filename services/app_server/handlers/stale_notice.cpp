#include "app_server/handlers/stale_notice.hpp"

#include "core/base/time_zone.hpp"

namespace app {

void StaleNotice::decorate(const core::http::Request&, core::http::Response& response) {
    if (!holder_.stale()) return;
    const auto since = holder_.freshness()->since;
    const bool ever_read = since != core::Instant{};
    response.header("Lifted-Data", ever_read ? "stale; since=" + core::format_utc(since) : "stale");
}

}  // namespace app
