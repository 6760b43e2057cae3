#include "app_server/handlers/page_cache.hpp"

namespace app {

class PageCache::Table {
public:
    const CachedAnswer* find(std::string_view target, const CacheEpoch& epoch) {
        if (epoch_ != epoch) return nullptr;
        const auto known = by_target_.find(target);
        if (known == by_target_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, known->second);
        return &known->second->answer;
    }

    bool store(
        std::string_view target,
        const CacheEpoch& epoch,
        const CachedAnswer& answer,
        From from,
        std::size_t limit
    ) {
        if (epoch_ != epoch) {
            by_target_.clear();
            entries_.clear();
            held_ = 0;
            epoch_ = epoch;
        }
        const std::size_t size = cost(target, answer);
        const bool wanted = seen_before(target) || from == From::first_sight;
        if (size > limit / 4 || !wanted || by_target_.contains(target)) return false;
        entries_.push_front({std::string(target), answer});
        by_target_.emplace(entries_.front().target, entries_.begin());
        held_ += size;
        while (held_ > limit) {
            const Entry& oldest = entries_.back();
            held_ -= cost(oldest.target, oldest.answer);
            by_target_.erase(oldest.target);
            entries_.pop_back();
        }
        return true;
    }

private:
    struct Entry {
        std::string target;
        CachedAnswer answer;
    };

    static std::size_t cost(std::string_view target, const CachedAnswer& answer) {
        constexpr std::size_t kOverhead = 500;
        return kOverhead + 2 * target.size() + answer.link.size() + answer.body->identity().size();
    }

    /// Remembers the hashes of the last targets, one to a slot.
    bool seen_before(std::string_view target) {
        const std::size_t hash = std::hash<std::string_view>()(target);
        std::size_t& slot = seen_[hash % seen_.size()];
        if (slot == hash) return true;
        slot = hash;
        return false;
    }

    CacheEpoch epoch_;
    std::list<Entry> entries_;
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_target_;
    std::size_t held_ = 0;
    std::array<std::size_t, 4096> seen_{};
};

PageCache::PageCache(unsigned workers, std::size_t bytes) : bytes_(bytes) {
    for (unsigned i = 0; i < workers; ++i) tables_.push_back(std::make_unique<Table>());
}

PageCache::~PageCache() = default;

const CachedAnswer* PageCache::find(unsigned worker, std::string_view target, const CacheEpoch& epoch) {
    return tables_[worker]->find(target, epoch);
}

bool PageCache::store(
    unsigned worker, std::string_view target, const CacheEpoch& epoch, const CachedAnswer& answer, From from
) {
    return tables_[worker]->store(target, epoch, answer, from, bytes_);
}

}  // namespace app
