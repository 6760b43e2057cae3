#pragma once

#include "core/http/router.hpp"
#include "scraper/handlers/scrapyd/context.hpp"

namespace scraper::scrapyd {

/// The endpoints and the monitoring site. `context` outlives the router.
void add_routes(core::http::Router& router, const Context& context);

}  // namespace scraper::scrapyd
