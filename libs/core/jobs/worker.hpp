#pragma once

#include "core/jobs/job_kinds.hpp"
#include "core/postgres/pool.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace core::jobs {

struct WorkerConfig {
    std::string name;                               ///< shown to staff; empty: host and process id
    std::size_t concurrency = 16;                   ///< jobs under way at once
    std::chrono::milliseconds poll{2'000};          ///< looks for jobs this often when no notice comes
    std::chrono::milliseconds lease{30'000};        ///< renewed at a third; then others take over
    std::chrono::milliseconds cancel_grace{5'000};  ///< from JobContext::cancelled() to aborting its waits
    std::chrono::milliseconds retry_connect{500};   ///< after losing the database, with jitter
    std::chrono::hours keep_finished{7 * 24};       ///< then done and cancelled jobs are deleted
    std::chrono::hours keep_dead{90 * 24};
};

struct WorkerStatus {
    bool connected = false;   ///< the queue answers
    std::string last_error;   ///< why not
    std::size_t running = 0;  ///< jobs under way
    std::uint64_t finished = 0;
    std::uint64_t failed = 0;  ///< attempts that did not succeed
};

/// Takes jobs from the queue and runs them on the io_context of whoever runs it, and fires schedules. Any
/// number of workers on any machines share one queue.
class Worker {
public:
    /// `queue` opens two connections of the worker's own: for the queue and to listen for notices. The pool
    /// is what handlers are given. It must outlive the worker.
    Worker(postgres::ConnectionConfig queue, postgres::Pool& pool, JobKinds kinds, WorkerConfig config = {});
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Works until `stop`. Survives the loss of the database.
    Task<void> run();

    /// Takes no more jobs, tells the running ones, waits for them up to cancel_grace, and gives back what is
    /// not finished, so that another worker takes it at once; then `run` returns. To be called on the
    /// worker's io_context.
    void stop();

    [[nodiscard]] WorkerStatus status() const;

    struct Body;  ///< the module's own

private:
    std::shared_ptr<Body> body_;
};

}  // namespace core::jobs
