#pragma once

#include "cms_server/handlers/staff_call.hpp"
#include "cms_server/use_cases/scraping/scraper_daemon.hpp"

#include <memory>
#include <vector>

namespace cms {

/// The scraper, once for each server thread; filled before the server starts.
struct ScrapingServices {
    std::vector<std::unique_ptr<ScraperDaemon>> scrapers;
};

/// `/cms/api/v1/spiders`: what can be run, what runs, launching, ending, trying. `services` must outlive the
/// routes.
std::vector<StaffRoute> scraping_routes(const ScrapingServices& services);

}  // namespace cms
