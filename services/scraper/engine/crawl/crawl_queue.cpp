#include "scraper/engine/crawl/crawl_queue.hpp"

#include "scraper/engine/crawl/page_source.hpp"

namespace scraper {

CrawlQueue::Added CrawlQueue::add(Visit visit) {
    if (seen_.size() >= most_) return Added::full;
    if (!seen_.insert(request_key(visit.follow)).second) return Added::seen_before;
    waiting_.emplace(std::pair(-visit.follow.priority, next_++), std::move(visit));
    return Added::yes;
}

std::optional<Visit> CrawlQueue::take() {
    if (waiting_.empty()) return std::nullopt;
    auto first = waiting_.extract(waiting_.begin());
    return std::move(first.mapped());
}

}  // namespace scraper
