#pragma once

#include "app_server/config.hpp"

namespace app {

/// Runs the public service until SIGTERM or SIGINT. Returns the exit status: 0 when everything in flight was
/// answered. `with_ingest`: takes publications in as well, on the internal port, as `ingest` does.
int serve(const Config& config, bool with_ingest);

/// Runs the internal port alone, which also answers for its health and metrics. 2 without service keys.
int ingest(const Config& config);

}  // namespace app
