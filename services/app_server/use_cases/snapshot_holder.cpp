#include "app_server/use_cases/snapshot_holder.hpp"

namespace app {

void SnapshotHolder::mark_current(core::Instant now) {
    freshness_.store(std::make_shared<const Freshness>(false, now, std::string()));
    stale_.store(false, std::memory_order_relaxed);
}

void SnapshotHolder::mark_stale(std::string reason) {
    const auto before = freshness_.load();
    freshness_.store(std::make_shared<const Freshness>(true, before->since, std::move(reason)));
    stale_.store(true, std::memory_order_relaxed);
}

}  // namespace app
