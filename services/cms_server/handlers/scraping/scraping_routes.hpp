#pragma once

#include "cms_server/handlers/staff_call.hpp"
#include "cms_server/use_cases/scraping/scraper_daemon.hpp"

#include <vector>

namespace cms {

/// The scraper, once for each server thread; filled before the server starts. They live on the server's
/// io_contexts, so whoever made the server owns them.
struct ScrapingServices {
    std::vector<ScraperDaemon*> scrapers;
};

/// `/cms/api/v1/spiders`: what can be run, what runs, launching, ending, trying. `services` must outlive the
/// routes.
std::vector<StaffRoute> scraping_routes(const ScrapingServices& services);

}  // namespace cms
