#include "app_server/handlers/stale_notice.hpp"

#include "core/base/time_zone.hpp"

namespace app {

void StaleNotice::decorate(const core::http::Request&, core::http::Response& response) {
    if (!holder_.stale()) return;
    response.header("Lifted-Data", "stale; since=" + core::format_utc(holder_.freshness()->since));
}

}  // namespace app
