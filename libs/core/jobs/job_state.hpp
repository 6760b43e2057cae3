#pragma once

#include "core/jobs/job_context.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <chrono>

namespace core::jobs {

/// One attempt under way. Internal to the module.
struct JobContext::State {
    using Time = std::chrono::steady_clock::time_point;

    State(data::Job taken, data::JobLease held, postgres::Pool& connections)
        : job(std::move(taken)), lease(held), pool(connections) {}

    data::Job job;
    data::JobLease lease;
    postgres::Pool& pool;
    asio::cancellation_signal abort;  ///< ends what the handler waits for
    Time deadline;                    ///< of the attempt; its lease is not renewed any further

    bool told = false;       ///< to end soon
    Time told_at{};          ///< when
    bool aborted = false;    ///< by `abort`
    bool lost = false;       ///< the lease; whatever comes of the attempt is dropped
    bool completed = false;  ///< in a transaction of the handler's
    data::JobProgress progress;
    bool progressed = false;  ///< since the lease was last renewed

    void tell(Time now) {
        if (!told) told_at = now;
        told = true;
    }
};

}  // namespace core::jobs
