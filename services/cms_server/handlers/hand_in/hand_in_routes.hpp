#pragma once

#include "cms_server/handlers/context.hpp"
#include "cms_server/use_cases/courses/framework_lookup.hpp"
#include "core/http/router.hpp"

#include <vector>

namespace cms {

/// What the scraper calls: opens a run, hands in its items, closes it. Each repeats harmlessly. The handlers
/// do not check who calls: wrap them (see service_access.hpp). Both must outlive the routes.
///
///     PUT /internal/v1/scrapes/{run}
///     PUT /internal/v1/scrapes/{run}/items
///     PUT /internal/v1/scrapes/{run}/outcome
std::vector<core::http::Route> hand_in_routes(const Context& context, FrameworkLookup& framework);

}  // namespace cms
