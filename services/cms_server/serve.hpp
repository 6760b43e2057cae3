#pragma once

#include "cms_server/config.hpp"

namespace cms {

/// Serves staff, hand-ins and the mirror of the App until SIGTERM or SIGINT; the exit status. `with_worker`:
/// jobs and the delivery of publications run in this process too.
int serve(const Config& config, bool with_worker);

/// Runs jobs and delivers publications, with nothing listening but the operators' port.
int work(const Config& config);

}  // namespace cms
