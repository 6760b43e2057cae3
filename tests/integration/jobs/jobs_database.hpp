#pragma once

#include "core/jobs/postgres_job_repository.hpp"
#include "core/jobs/worker.hpp"
#include "core/postgres/pool.hpp"
#include "support/test_database.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <string>

namespace tests {

using core::Task;
using core::data::Job;
using core::data::JobId;
using core::data::JobRequest;
using core::data::JobState;
using core::jobs::JobContext;
using core::jobs::JobOutcome;
using core::jobs::PostgresJobRepository;

/// A database with the queue in it.
class JobsDatabase {
public:
    JobsDatabase();

    /// Runs a task on the repository in one transaction, and commits it.
    template <class T>
    T commit(std::function<Task<T>(PostgresJobRepository&)> work) {
        return database.run(in_transaction<T>(std::move(work)));
    }

    JobId enqueue(JobRequest request);
    Job find(JobId id);
    JobState state(JobId id);

    /// Drives the io_context until a job is in a state.
    void wait_for(JobId id, JobState state);

    TestDatabase database;
    core::postgres::Pool pool;

private:
    template <class T>
    Task<T> in_transaction(std::function<Task<T>(PostgresJobRepository&)> work) {
        auto lease = co_await pool.acquire();
        co_await lease->execute({"", "begin"});
        PostgresJobRepository jobs(*lease);
        T result = co_await work(jobs);
        co_await lease->execute({"", "commit"});
        co_return result;
    }
};

/// A worker on the database's io_context.
class RunningWorker {
public:
    RunningWorker(JobsDatabase& jobs, core::jobs::JobKinds kinds, core::jobs::WorkerConfig config = quick());
    ~RunningWorker();
    RunningWorker(const RunningWorker&) = delete;
    RunningWorker& operator=(const RunningWorker&) = delete;

    /// Ends it and waits for its end.
    void stop();

    core::jobs::Worker& operator*() { return *worker_; }

    /// Notices count, polls are far apart.
    static core::jobs::WorkerConfig quick();

private:
    JobsDatabase& jobs_;
    std::unique_ptr<core::jobs::Worker> worker_;
    bool ended_ = false;
};

/// A handler that does this and is done.
core::jobs::JobHandler does(std::function<void(const JobContext&)> what);

/// Waits until what the handler is told to wait for is aborted.
core::jobs::JobHandler waits_for_ever(int& started);

}  // namespace tests
