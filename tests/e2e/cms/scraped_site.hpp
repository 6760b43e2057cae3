#pragma once

#include "cms_site.hpp"
#include "core/http/server.hpp"
#include "staff_work.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace tests {

/// A provider's site of two courses under `/courses`; price and name of the first can change. `/slow` takes
/// its time and has nothing.
class ProviderSite {
public:
    ProviderSite();

    ~ProviderSite() { server_.stop(); }

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

    void set_price(int price) { price_ = price; }

    void set_revised(bool revised) { revised_ = revised; }

    void set_empty(bool empty) { empty_ = empty; }

private:
    const core::http::Router& router();

    std::atomic<int> price_{100};
    std::atomic<bool> revised_{false};
    std::atomic<bool> empty_{false};
    core::http::Router router_;
    core::http::MiddlewareChain chain_;
    core::http::Server server_;
};

/// A port that nobody listens on: the scraper must know the CMS's and the CMS the scraper's before either
/// runs.
std::uint16_t free_port();

/// The document of a spider of that name which reads these paths of the site.
std::string provider_spider(std::string_view name, std::uint16_t port, const std::vector<std::string>& paths);

/// A provider's site, a scraper that knows it, and the CMS it hands in to. The scraper has two spiders in the
/// project `lifted`: `provider` reads the courses, `slow` the slow page, too.
struct ScrapedSite {
    ScrapedSite();

    ~ScrapedSite() { std::filesystem::remove_all(data); }

    ScrapedSite(const ScrapedSite&) = delete;
    ScrapedSite& operator=(const ScrapedSite&) = delete;

    /// Launches a spider; the name of the run.
    std::string launch(const std::string& name);

    /// Waits until a run is closed in the CMS; the run.
    Answer closed(const std::string& run);

    Answer scrape() { return closed(launch("provider")); }

    /// The inbox entry of the course whose name holds that.
    Answer entry(const std::string& name);

    /// Accepts what an entry offers; the course's uid.
    std::string accept(const Answer& entry);

    void change(const std::string& uid, std::string fields);
    void publish(const std::string& uid);

    const std::uint16_t port = free_port();
    const std::filesystem::path data;
    ProviderSite provider;
    CmsSite site;
    RunningService scraper;
};

}  // namespace tests
