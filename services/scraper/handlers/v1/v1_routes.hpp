#pragma once

#include "core/http/router.hpp"
#include "scraper/handlers/v1/context.hpp"

namespace scraper::v1 {

/// Our own API beside Scrapyd's. `context` outlives the router.
void add_routes(core::http::Router& router, const Context& context);

}  // namespace scraper::v1
