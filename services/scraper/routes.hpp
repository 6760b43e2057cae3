#pragma once

#include "core/http/metrics.hpp"
#include "core/http/router.hpp"
#include "scraper/handlers/scrapyd/context.hpp"
#include "scraper/handlers/v1/context.hpp"
#include "scraper/job_metrics.hpp"

#include <functional>

namespace scraper {

/// The port of the API: Scrapyd's, and ours under /v1.
core::http::Router api_routes(const scrapyd::Context& scrapyd, const v1::Context& v1);

/// The operators' port.
core::http::Router operator_routes(
    core::http::Metrics& metrics, const JobMetrics& jobs, std::function<bool()> draining
);

}  // namespace scraper
