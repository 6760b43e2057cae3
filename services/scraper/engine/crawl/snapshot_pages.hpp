#pragma once

#include "scraper/engine/crawl/page_source.hpp"
#include "scraper/engine/snapshots/snapshot_store.hpp"

#include <string>

namespace scraper {

/// The pages of an earlier run, without touching the site: the same spider finds the same bytes. Adds the
/// code `not-in-snapshot` for what that run did not fetch.
class SnapshotPages final : public PageSource {
public:
    SnapshotPages(SnapshotStore& snapshots, std::string run) : snapshots_(snapshots), run_(std::move(run)) {}

    core::Task<core::Result<FetchedPage>> get(Follow follow) override;

private:
    SnapshotStore& snapshots_;
    std::string run_;
};

}  // namespace scraper
