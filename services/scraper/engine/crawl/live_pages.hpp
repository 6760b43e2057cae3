#pragma once

#include "core/base/clock.hpp"
#include "scraper/engine/crawl/page_source.hpp"
#include "scraper/engine/crawl/web.hpp"
#include "scraper/engine/snapshots/snapshot_store.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace scraper {

struct LiveOptions {
    std::string run;         ///< under which the snapshots are kept
    std::string user_agent;  ///< other than the service's; robots.txt is obeyed under the service's name
    std::chrono::seconds patience{120};  ///< longest pause by Retry-After that is waited for
    bool resume = false;                 ///< pages this run has fetched before are taken from its snapshots
    /// Told of each attempt that is made again.
    std::function<void(std::string_view url, std::string_view why, std::chrono::milliseconds wait)> on_retry;
};

/// Pages from the web, with all manners: hosts the spider names, robots.txt, turns, retries with backoff and
/// Retry-After, conditional requests. Every body is kept as a snapshot.
///
/// Adds the codes `host-not-allowed`, `robots-disallowed`, `retry-later`, `host-busy` and `status-404` (and
/// so on).
class LivePages final : public PageSource {
public:
    /// `snapshots` may be null: nothing is kept and no request is conditional.
    LivePages(
        Web& web,
        const Spider& spider,
        SnapshotStore* snapshots,
        const core::Clock& clock,
        LiveOptions options
    );

    core::Task<core::Result<FetchedPage>> get(Follow follow) override;

private:
    core::Result<WebAddress> permitted(const Follow& follow) const;
    [[nodiscard]] FetchRequest request_of(const Follow& follow) const;
    core::Task<core::Result<void>> permit(WebAddress hop) const;
    core::Task<core::Result<FetchResponse>> ask(WebAddress address, FetchRequest request, HostPolicy policy);
    core::Result<FetchedPage> accept(
        const Follow& follow, FetchResponse response, const std::string& known_hash
    );
    void keep(const Follow& follow, const FetchResponse& response, const FetchedPage& fetched);

    Web& web_;
    const Spider& spider_;
    SnapshotStore* snapshots_;
    const core::Clock& clock_;
    LiveOptions options_;
    Fetcher fetcher_;
};

}  // namespace scraper
