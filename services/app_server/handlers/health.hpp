#pragma once

#include "app_server/use_cases/snapshot_holder.hpp"
#include "core/http/router.hpp"

#include <functional>

namespace app {

/// Liveness: the process answers. Never depends on anything else.
core::http::Response get_livez(const core::http::Request& request);

/// Readiness with each dependency's state: 503 before the first snapshot and while draining; `degraded` but
/// 200 with a snapshot that no longer follows the database, since every public read is still answered.
/// `with_reasons`: tells why the database cannot be read, which may name hosts and roles and so is for
/// operators only.
core::http::SyncHandler readyz(
    const SnapshotHolder& holder, std::function<bool()> draining, bool with_reasons
);

}  // namespace app
