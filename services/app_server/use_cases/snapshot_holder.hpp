#pragma once

#include "app_server/catalogue/shared_slot.hpp"
#include "app_server/catalogue/snapshot.hpp"
#include "core/base/clock.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace app {

/// Whether the snapshot keeps up with the database.
struct Freshness {
    bool stale = false;
    core::Instant since{};  ///< when it last was known to be current
    std::string reason;     ///< why it is not; without secrets
};

/// Where the current snapshot is found: written by one keeper, read by every request.
class SnapshotHolder {
public:
    /// Null before the first load.
    [[nodiscard]] std::shared_ptr<const Snapshot> current() const { return snapshot_.load(); }

    [[nodiscard]] std::shared_ptr<const Freshness> freshness() const { return freshness_.load(); }

    /// One relaxed load: for the way of a request.
    [[nodiscard]] bool stale() const { return stale_.load(std::memory_order_relaxed); }

    void publish(std::shared_ptr<const Snapshot> snapshot) { snapshot_.store(std::move(snapshot)); }

    void mark_current(core::Instant now);
    void mark_stale(std::string reason);

private:
    SharedSlot<const Snapshot> snapshot_;
    SharedSlot<const Freshness> freshness_{std::make_shared<const Freshness>()};
    std::atomic<bool> stale_ = false;
};

}  // namespace app
