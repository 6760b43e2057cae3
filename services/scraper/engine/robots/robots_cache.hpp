#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"
#include "scraper/engine/guard/web_address.hpp"
#include "scraper/engine/robots/robots_rules.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace scraper {

/// A robots.txt as fetched, redirects followed: its status and what of the body fits.
struct RobotsAnswer {
    unsigned status = 0;
    std::string body;
};

/// The rules of each origin, fetched once and kept for at most a day (RFC 9309 §2.4). Belongs to one
/// io_context; who asks while a file is being fetched waits for it.
class RobotsCache {
public:
    using Fetch = std::function<core::Task<core::Result<RobotsAnswer>>(std::string url)>;

    /// `token`: our product token. `keep`: for a file that was read; one that the site could not give is
    /// asked for again after a tenth of it, one for which nobody answered after a three-hundredth.
    RobotsCache(Fetch fetch, std::string token, std::chrono::seconds keep = std::chrono::hours(24));

    /// 2xx is parsed, 4xx allows all (§2.3.1.3); 5xx, and a file that cannot be reached, forbid all
    /// (§2.3.1.4). Redirects that do not end are a file that is not there.
    core::Task<std::shared_ptr<const RobotsRules>> rules_for(WebAddress address);

private:
    struct Entry;

    core::Task<> fill(std::shared_ptr<Entry> entry, std::string url);

    Fetch fetch_;
    std::string token_;
    std::chrono::seconds keep_;
    std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
};

}  // namespace scraper
