#pragma once

#include "core/jobs/job_kinds.hpp"
#include "core/postgres/connection.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace core::jobs {

/// What an attempt's end makes of its job. Besides the outcomes of handlers: the worker stops (`release`), or
/// does not know the job's kind (`park`).
struct Settlement {
    enum class Kind { done, retry, snooze, dead, release, park };

    data::JobLease lease;
    Kind kind = Kind::done;
    std::chrono::milliseconds after{0};  ///< of retry and snooze
    std::string error = {};              ///< of retry and dead
    /// The handler has completed the job itself, if its transaction was committed.
    bool maybe_completed = false;
    int tries = 0;
};

struct Renewal {
    data::JobLease lease;
    data::JobProgress progress;
};

struct Taken {
    data::Job job;  ///< without the times
    data::JobLease lease;
};

/// A worker's side of the queue, on a connection of its own. Internal to the module. Every function is one
/// transaction.
class JobQueue {
public:
    static Task<std::unique_ptr<JobQueue>> open(
        postgres::ConnectionConfig config, std::string worker, std::chrono::milliseconds lease
    );

    struct Round {
        std::vector<data::JobLease> unsettled;          ///< locked by somebody now, or no longer ours
        std::vector<Taken> taken;                       ///< in the order they should start
        std::optional<std::chrono::milliseconds> next;  ///< until the next waiting job's time; ≤ 0: now
    };

    /// Settles attempts and takes up to `limit` jobs whose time has come, in one round trip.
    Task<Round> round(std::vector<Settlement> settlements, std::size_t limit);

    /// Takes up to `limit` parked jobs of the kinds.
    Task<std::vector<Taken>> take_parked(const JobKinds& kinds, std::size_t limit);

    struct Held {
        data::JobLease lease;
        bool cancel_requested = false;
    };

    /// Renews leases and stores progress; gives those that are still ours.
    Task<std::vector<Held>> renew(std::vector<Renewal> renewals);

    /// Gives back jobs whose worker stopped renewing its lease; how many.
    Task<std::int64_t> take_back_expired();

    /// Deletes finished jobs past their retention; true when there may be more.
    Task<bool> prune(std::chrono::hours keep_finished, std::chrono::hours keep_dead);

    Task<void> wake_workers();

    [[nodiscard]] postgres::Connection& connection() { return *connection_; }

private:
    JobQueue(
        std::unique_ptr<postgres::Connection> connection, std::string worker, std::chrono::milliseconds lease
    );

    std::unique_ptr<postgres::Connection> connection_;
    std::string worker_;
    std::chrono::milliseconds lease_;
};

/// The statement that settles; its rows are the ids it found.
postgres::Statement settle_statement(const std::vector<Settlement>& settlements);

/// A text that PostgreSQL can store: UTF-8 without U+0000, cut off at 4,000 bytes.
std::string storable(std::string_view text);

}  // namespace core::jobs
