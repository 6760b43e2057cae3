#pragma once

#include "app_server/dto/presentation.hpp"
#include "app_server/use_cases/catalogue_keeper.hpp"
#include "core/base/clock.hpp"
#include "core/postgres/pool.hpp"

#include <chrono>
#include <memory>

namespace app {

/// What a catalogue thread needs to know.
struct CatalogueThreadConfig {
    core::postgres::PoolConfig database;  ///< of a role that may read what is published
    std::chrono::milliseconds database_wait{};
    Presentation presentation;
    KeeperTimes keeper;
};

/// Keeps a holder's snapshot up to date, on a thread of its own: building one takes time that requests must
/// not wait for. A start without a database goes on: the service answers its health checks, and everything
/// else once the database is there.
class CatalogueThread {
public:
    /// `holder` and `clock` must outlive this.
    CatalogueThread(CatalogueThreadConfig config, SnapshotHolder& holder, const core::Clock& clock);
    ~CatalogueThread();

    void start();
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace app
