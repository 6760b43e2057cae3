#pragma once

#include "app_server/dto/presentation.hpp"
#include "app_server/use_cases/snapshot_holder.hpp"
#include "core/base/clock.hpp"
#include "core/data/data_source.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

namespace app {

struct KeeperTimes {
    std::chrono::milliseconds poll{1'000};       ///< between looks at the version when no notice comes
    std::chrono::milliseconds look{1'000};       ///< how long one may take before the database counts as lost
    std::chrono::milliseconds pause{20};         ///< after a refresh, so that a burst of changes becomes one
    std::chrono::milliseconds backoff_min{100};  ///< after a failure, doubling with jitter
    std::chrono::milliseconds backoff_max{1'000};
};

/// Keeps the snapshot up to date with the database: what changed since its version is read in one session,
/// the next snapshot is built from the last one, and the holder's pointer is swapped. Runs on one io_context
/// of its own, as building takes time.
class CatalogueKeeper {
public:
    /// All referred to must outlive the keeper.
    CatalogueKeeper(
        core::data::ReadOnlyDataSource& source,
        SnapshotHolder& holder,
        const core::Clock& clock,
        Presentation presentation,
        KeeperTimes times = {}
    );

    /// Brings the holder to the database's version; true when there was something new. Throws when it cannot
    /// be read.
    core::Task<bool> refresh();

    /// Refreshes at every change until cancelled. A failure marks the snapshot stale and is tried again.
    core::Task<void> run();

private:
    struct Seen {
        std::unique_ptr<core::data::ReadSession> session;
        core::domain::CatalogueVersion version;
        std::string token;
    };

    core::Task<Seen> look();
    core::Task<> publish_next(const Seen& seen, const Snapshot* last);

    /// Puts into `parts` what the last snapshot holds and `gone` does not name.
    void keep_unchanged(
        const Snapshot& last,
        const std::unordered_set<std::string_view>& gone,
        bool same_framework,
        Snapshot::Parts& parts
    ) const;

    core::data::ReadOnlyDataSource& source_;
    SnapshotHolder& holder_;
    const core::Clock& clock_;
    Presentation presentation_;
    KeeperTimes times_;
};

}  // namespace app
