#pragma once

#include "scraper/config.hpp"

#include <string>

namespace scraper {

/// The commands beside `serve`. Each returns the process's exit status: 0 done, 1 the environment failed, 2
/// the input was refused.

/// Runs a spider document once, without the service: items to standard output as JSON Lines, the log to
/// standard error.
int run_spider(const Config& config, const std::string& document_file);

/// Prints what every rule of a document finds on a page, given as an address or a file; without one, on the
/// first start address.
int try_spider(
    const Config& config, const std::string& document_file, const std::string& page, const std::string& kind
);

/// Lists the structured data of a page, given as an address or a file, and prints a document that reads it:
/// the list to standard error, the document to standard output. `url`: where a file was saved from; may be
/// empty.
int suggest_spider(const Config& config, const std::string& page, const std::string& url);

int healthcheck(const Config& config);

}  // namespace scraper
