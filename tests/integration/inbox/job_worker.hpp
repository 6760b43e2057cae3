#pragma once

#include "cms_server/use_cases/courses/references.hpp"
#include "core/jobs/worker.hpp"
#include "courses_store.hpp"
#include "inbox_store.hpp"
#include "support/run.hpp"

#include <boost/asio/co_spawn.hpp>

#include <string>
#include <utility>

namespace tests {

/// The App's database as jobs see it, with the test's levels and formats.
class FrameworkApp {
public:
    explicit FrameworkApp(const InboxStore& store) : clock_(store.now()) {
        database.framework.levels = vocabulary().levels;
        database.framework.formats = vocabulary().formats;
    }

    cms::FrameworkSource source() { return {lookup_, database, 0}; }

    FakeApp database;

private:
    core::ManualClock clock_;
    cms::FrameworkLookup lookup_{clock_, 1};
};

/// Runs a worker on the inbox's database until `reached(worker)`.
template <class Reached>
void run_worker(InboxStore& store, core::jobs::JobKinds kinds, Reached reached) {
    core::jobs::Worker worker(store.database().config(), store.pool(), std::move(kinds));
    bool ended = false;
    boost::asio::co_spawn(store.database().io(), worker.run(), [&](const std::exception_ptr&) {
        ended = true;
    });
    run_until(store.database().io(), [&] { return reached(worker); });
    worker.stop();
    run_until(store.database().io(), [&] { return ended; });
}

/// Why the last attempt of the one job there is has failed.
inline std::string last_error(InboxStore& store) {
    return store.database().value("select coalesce(max(last_error), '') from jobs.job");
}

}  // namespace tests
