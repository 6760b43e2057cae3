#pragma once

#include "app_server/catalogue_metrics.hpp"
#include "app_server/handlers/public_reads.hpp"
#include "core/http/router.hpp"

#include <functional>

namespace app {

/// The public port.
core::http::Router public_routes(
    PublicReads& reads, const SnapshotHolder& holder, std::function<bool()> draining
);

/// The operators' port.
core::http::Router internal_routes(
    const CatalogueMetrics& metrics, const SnapshotHolder& holder, std::function<bool()> draining
);

}  // namespace app
