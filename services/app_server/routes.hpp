#pragma once

#include <functional>

#include "app_server/handlers/public_reads.hpp"
#include "core/http/metrics.hpp"
#include "core/http/router.hpp"

namespace app {

/// The public port.
core::http::Router public_routes(PublicReads& reads, const SnapshotHolder& holder, std::function<bool()> draining);

/// The operators' port.
core::http::Router internal_routes(
    const core::http::Metrics& metrics, const SnapshotHolder& holder, std::function<bool()> draining
);

}  // namespace app
