#pragma once

#include "scraper/engine/fetch/fetcher.hpp"
#include "scraper/engine/guard/guard.hpp"
#include "scraper/engine/polite/host_queue.hpp"
#include "scraper/engine/robots/robots_cache.hpp"

#include <string>

namespace scraper {

struct WebOptions {
    GuardOptions guard;
    std::string user_agent = "LiftedBot/1.0";  ///< begins with the product token that robots.txt is asked for
    std::string ca_file;                       ///< PEM; empty: the system's
};

/// What all runs of a process share towards the web: the guard, robots.txt and the manners towards each host.
/// Belongs to one io_context.
class Web {
public:
    Web(asio::any_io_executor executor, WebOptions options, Resolve resolve = {});

    [[nodiscard]] Guard& guard() { return guard_; }

    [[nodiscard]] RobotsCache& robots() { return robots_; }

    [[nodiscard]] HostQueue& hosts() { return hosts_; }

    [[nodiscard]] const WebOptions& options() const { return options_; }

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

private:
    core::Task<core::Result<RobotsAnswer>> fetch_robots(std::string url);

    asio::any_io_executor executor_;
    WebOptions options_;
    Guard guard_;
    Fetcher plain_;
    HostQueue hosts_;
    RobotsCache robots_;
};

/// The product token of a user agent: what stands before its first slash or space.
std::string product_token(std::string_view user_agent);

}  // namespace scraper
