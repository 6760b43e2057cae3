#pragma once

#include "core/http/message.hpp"
#include "scraper/handlers/scrapyd/context.hpp"

namespace scraper::scrapyd {

/// The monitoring site. Names are text from outside and are escaped.
core::http::Response home_page(const core::http::Request& request, const Context& context);
core::http::Response jobs_page(const core::http::Request& request, const Context& context);

/// `/logs/` or `/items/` and the folders below: projects, spiders, files.
core::http::Response folder_page(const core::http::Request& request, const Context& context, bool logs);

/// A log, or the items of a job.
core::http::Response file_page(const core::http::Request& request, const Context& context, bool logs);

}  // namespace scraper::scrapyd
