#pragma once

#include "core/jobs/job_queue.hpp"
#include "core/jobs/job_state.hpp"
#include "core/jobs/worker.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <random>
#include <utility>
#include <vector>

namespace core::jobs {

/// The worker itself, shared with the attempts under way. Internal to the module.
///
/// One coroutine talks to the queue: each round settles what has ended and takes new jobs, in one round trip.
/// Whatever happens meanwhile (an attempt ends, a notice comes) wakes it for the next round, so that batches
/// grow with the load by themselves.
struct Worker::Body : std::enable_shared_from_this<Worker::Body> {
    using Time = std::chrono::steady_clock::time_point;
    using State = JobContext::State;

    Body(postgres::ConnectionConfig connect, postgres::Pool& connections, JobKinds known, WorkerConfig set);

    // worker.cpp
    Task<void> run();
    Task<void> listen();
    void stop();
    void wake();

    // attempt.cpp
    void start(Taken taken);
    Task<Settlement> attempt(std::shared_ptr<State> state, const JobKind& kind);
    void ended(const std::shared_ptr<State>& state, Settlement settlement);
    [[nodiscard]] std::chrono::milliseconds pause_before_retry(const Backoff& backoff, std::int32_t attempt);
    void tell_all();
    void abort(State& state);
    void abort_overdue(Time now);

    // worker_rounds.cpp
    Task<void> work_once();
    Task<void> exchange();
    Task<void> tend();
    Task<void> renew(Time now);
    void keep_unsettled(std::vector<Settlement> tried, const std::vector<data::JobLease>& unsettled);
    void give_up_running();
    [[nodiscard]] std::size_t free_slots() const;
    [[nodiscard]] Time next_time() const;
    [[nodiscard]] bool drained(Time now) const;

    postgres::ConnectionConfig connect_config;
    postgres::Pool& pool;
    JobKinds kinds;
    WorkerConfig config;
    WorkerStatus status;
    std::minstd_rand random{std::random_device{}()};

    std::unique_ptr<JobQueue> queue;  ///< null while there is no connection
    std::map<std::pair<data::JobId, std::int64_t>, std::shared_ptr<State>> running;
    std::vector<Settlement> settling;
    std::vector<Renewal> unshown;     ///< progress told by attempts that have ended since
    std::vector<Settlement> held_up;  ///< to be tried again at retry_at

    asio::any_io_executor executor;  ///< of `run`
    std::unique_ptr<asio::steady_timer> alarm;
    bool woken = false;
    bool stopping = false;
    bool released = false;
    bool listening = false;
    Time stopped_at{};

    Time look_at{};  ///< when the next waiting job may start
    Time retry_at{};
    Time renew_at{};
    Time sweep_at{};
    Time parked_at{};
    Time prune_at{};
    Time schedules_at{};
};

}  // namespace core::jobs
