#pragma once

#include "scraper/config.hpp"

namespace scraper {

/// Runs the service until SIGTERM or SIGINT. Returns the exit status: 0 when everything in flight was
/// answered.
int serve(const Config& config);

}  // namespace scraper
