#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cms {

/// One spider that the scraper knows.
struct SpiderName {
    std::string project;
    std::string spider;
};

enum class SpiderJobState { pending, running, finished };

std::string_view to_string(SpiderJobState state);

/// One run of a spider, as the scraper tells it.
struct SpiderJob {
    std::string id;
    SpiderName spider;
    SpiderJobState state = SpiderJobState::pending;
    std::optional<std::string> started_at;  ///< UTC, as the scraper writes it
    std::optional<std::string> finished_at;
    std::optional<std::string> reason;  ///< why it finished: `finished`, `cancelled`, `failed`, `timeout`
    std::optional<std::int64_t> items;
    std::optional<std::int64_t> pages;
    std::optional<std::int64_t> errors;
};

/// The scraper service, by Scrapyd's API and its own. Every call: `unavailable`, code `scraper-unavailable`,
/// when it cannot be reached or does not answer as it should; `conflict`, code `scraper-refused`, with its
/// own words when it refuses.
class ScraperDaemon {
public:
    virtual ~ScraperDaemon() = default;

    virtual core::Task<core::Result<std::vector<SpiderName>>> list_spiders() = 0;

    /// Of all projects, the newest of each state first.
    virtual core::Task<core::Result<std::vector<SpiderJob>>> list_jobs() = 0;

    /// Starts a run under an id of the caller's choice; repeating it with the same id starts no second one.
    virtual core::Task<core::Result<void>> schedule(SpiderName spider, std::string job) = 0;

    /// Asks a run to end; false when there was none to end.
    virtual core::Task<core::Result<bool>> cancel(std::string project, std::string job) = 0;

    /// What a spider's document finds on a page, or what could be found on it: the scraper's own operations
    /// `try` and `suggest`, bodies and answers as they are. What it refuses is `invalid_input` with its code
    /// and its faults.
    virtual core::Task<core::Result<std::string>> ask(std::string operation, std::string body) = 0;
};

}  // namespace cms
