#pragma once

#include "cms_server/use_cases/scraping/scraper_daemon.hpp"
#include "core/base/json.hpp"
#include "core/http/client.hpp"

#include <string>

namespace cms {

/// Where the scraper is and how it is asked.
struct ScraperAddress {
    std::string url;  ///< `http://host:port`; empty: there is none
    std::string username;
    std::string password;
};

/// The scraper by Scrapyd's HTTP API. Belongs to one io_context.
class HttpScraperDaemon final : public ScraperDaemon {
public:
    HttpScraperDaemon(core::asio::any_io_executor executor, ScraperAddress address);

    core::Task<core::Result<std::vector<SpiderName>>> list_spiders() override;
    core::Task<core::Result<std::vector<SpiderJob>>> list_jobs() override;
    core::Task<core::Result<void>> schedule(SpiderName spider, std::string job) override;
    core::Task<core::Result<bool>> cancel(std::string project, std::string job) override;
    core::Task<core::Result<std::string>> ask(std::string operation, std::string body) override;

private:
    core::Task<core::Result<core::http::ClientResponse>> send(
        core::http::Method method, std::string target, std::string type, std::string body
    );

    /// The answer of an endpoint whose `status` is `ok`.
    core::Task<core::Result<core::json::Document>> call(
        core::http::Method method, std::string target, std::string form = {}
    );

    core::http::Client client_;
    ScraperAddress address_;
    std::string authorization_;  ///< empty: none
};

}  // namespace cms
