#pragma once

#include "core/base/error.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scraper {

/// What one robots.txt says to one product token (RFC 9309).
class RobotsRules {
public:
    static constexpr std::size_t kParsedBytes = 512 * 1024;  ///< what stands behind is not read (§2.5)

    /// The groups of `token` merged; without any, those of `*`; without any, nothing is forbidden. Bytes that
    /// are no record are passed over.
    static RobotsRules parse(std::string_view text, std::string_view token);

    static RobotsRules allow_all() { return RobotsRules(); }

    /// For a file that cannot be had; `why` when nobody answered for it.
    static RobotsRules disallow_all(std::optional<core::Error> why = std::nullopt);

    /// Whether a path with its query may be fetched: the longest matching rule decides, allow on a tie.
    /// `/robots.txt` itself always may.
    [[nodiscard]] bool allows(std::string_view target) const;

    /// Why the file could not be asked for: then all is forbidden, though not by the site.
    [[nodiscard]] const std::optional<core::Error>& unread() const { return unread_; }

    /// The group's `Crawl-delay`, which is not of the standard but is common; at most a day.
    [[nodiscard]] std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }

    /// Addresses of the `Sitemap` records, whichever group they stand in; the first 1,000.
    [[nodiscard]] const std::vector<std::string>& sitemaps() const { return sitemaps_; }

private:
    struct Rule {
        std::string pattern;  ///< normalised; `*` and a last `$` are special
        bool allow = false;
    };

    friend class RobotsParser;

    std::vector<Rule> rules_;
    std::optional<core::Error> unread_;
    std::optional<std::chrono::milliseconds> crawl_delay_;
    std::vector<std::string> sitemaps_;
};

}  // namespace scraper
