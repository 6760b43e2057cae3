#pragma once

#include "app_server/config.hpp"

namespace app {

/// Runs the public service until SIGTERM or SIGINT. Returns the exit status: 0 when everything in flight was
/// answered.
int serve(const Config& config);

}  // namespace app
