#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"
#include "scraper/engine/extract/extractor.hpp"

#include <string>

namespace scraper {

/// A page that may be read: its status was 2xx, or 304 with the body known from before.
struct FetchedPage {
    Page page;
    unsigned status = 0;
    bool unchanged = false;     ///< the site said 304
    bool kept = false;          ///< from a snapshot of this run; the site was not asked
    unsigned http_version = 0;  ///< 10, 11 or 20; 0 when the site was not asked
};

/// Where a crawl gets its pages.
class PageSource {
public:
    virtual ~PageSource() = default;

    /// Errors carry the codes of Fetcher, and those the source adds; each concerns this page alone.
    virtual core::Task<core::Result<FetchedPage>> get(Follow follow) = 0;
};

/// What names a request within a run: method, address and body.
std::string request_key(const Follow& follow);

}  // namespace scraper
