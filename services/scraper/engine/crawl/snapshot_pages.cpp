#include "scraper/engine/crawl/snapshot_pages.hpp"

#include "scraper/engine/fetch/fetcher.hpp"

namespace scraper {

core::Task<core::Result<FetchedPage>> SnapshotPages::get(Follow follow) {
    auto kept = snapshots_.find(run_, request_key(follow));
    if (!kept) {
        co_return core::Error{
            core::ErrorKind::not_found, "not-in-snapshot", "that run did not fetch this page"
        };
    }
    FetchedPage fetched{{kept->url, {}, std::move(kept->body), kept->at, follow.kind}, kept->status};
    fetched.page.content_type = find_field(kept->headers, "Content-Type");
    fetched.kept = true;
    co_return fetched;
}

}  // namespace scraper
