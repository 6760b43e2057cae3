#pragma once

#include "scraper/engine/extract/extractor.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

namespace scraper {

/// Digests of what the pages of one list brought.
using ListMemory = std::unordered_set<std::string>;

/// A page to visit and how far it lies from the start.
struct Visit {
    Follow follow;
    std::int64_t depth = 0;
    std::shared_ptr<ListMemory> list = {};  ///< shared by the pages of a list; none on its first page
};

/// The pages a run has still to visit: higher priority first, then in the order found. A request enters once
/// in the life of the queue.
class CrawlQueue {
public:
    explicit CrawlQueue(std::size_t most = 200'000) : most_(most) {}

    enum class Added { yes, seen_before, full };

    Added add(Visit visit);
    std::optional<Visit> take();

    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

private:
    std::size_t most_;
    std::uint64_t next_ = 0;
    std::map<std::pair<int, std::uint64_t>, Visit> waiting_;
    std::unordered_set<std::string> seen_;
};

}  // namespace scraper
