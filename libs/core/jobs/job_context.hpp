#pragma once

#include "core/data/jobs.hpp"
#include "core/postgres/pool.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace core::jobs {

/// Another worker has taken the job over; nothing this attempt does may take effect.
class LeaseLost : public std::runtime_error {
public:
    LeaseLost() : std::runtime_error("the job's lease is lost") {}
};

/// How an attempt ended. An exception out of a handler is a `retry` with its text.
struct JobOutcome {
    enum class Kind { done, retry, snooze, dead };

    Kind kind = Kind::done;
    std::string error = {};                               ///< kept with the job, for staff; no secrets
    std::optional<std::chrono::milliseconds> after = {};  ///< when to try again; none: by the kind's backoff

    static JobOutcome done() { return {}; }

    /// Try again, by the kind's backoff or after a time; dead when the attempts are used up.
    static JobOutcome retry(std::string error, std::optional<std::chrono::milliseconds> after = {}) {
        return {Kind::retry, std::move(error), after};
    }

    /// Not now, through no fault of the job's: run again after a time. Does not count as an attempt.
    static JobOutcome snooze(std::chrono::milliseconds after) { return {Kind::snooze, {}, after}; }

    /// No attempt will succeed.
    static JobOutcome dead(std::string error) { return {Kind::dead, std::move(error), {}}; }
};

/// One attempt, as its handler sees it. Cheap to copy; lives on the worker's io_context.
class JobContext {
public:
    struct State;  ///< the module's own

    explicit JobContext(std::shared_ptr<State> state) : state_(std::move(state)) {}

    [[nodiscard]] data::JobLease lease() const;
    [[nodiscard]] const std::string& kind() const;
    [[nodiscard]] std::int32_t version() const;
    [[nodiscard]] const std::string& payload() const;  ///< JSON text, as PostgreSQL writes jsonb
    [[nodiscard]] std::int32_t attempt() const;        ///< from 1
    [[nodiscard]] std::int32_t max_attempts() const;
    [[nodiscard]] const std::string& trace_id() const;

    /// The worker's connections, for the handler's own work.
    [[nodiscard]] postgres::Pool& pool() const;

    /// Shown to staff within about a second.
    void progress(std::int64_t done, std::int64_t total, std::string note = {}) const;

    /// The attempt should end soon: staff cancelled the job, the worker stops, or the lease is lost. Whatever
    /// the handler then awaits is aborted after the worker's cancel_grace.
    [[nodiscard]] bool cancelled() const;

    /// Marks the job done in the caller's transaction, so that effect and completion are one. Call it last
    /// before the commit; return JobOutcome::done() afterwards. If the transaction is not committed in the
    /// end, the attempt counts as failed. Throws LeaseLost.
    Task<void> complete_in(data::JobRepository& jobs) const;
    Task<void> complete_in(postgres::Connection& connection) const;

private:
    std::shared_ptr<State> state_;
};

}  // namespace core::jobs
