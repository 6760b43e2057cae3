#include "core/jobs/job_context.hpp"

#include "core/jobs/job_state.hpp"
#include "core/jobs/postgres_job_repository.hpp"

namespace core::jobs {

data::JobLease JobContext::lease() const {
    return state_->lease;
}

const std::string& JobContext::kind() const {
    return state_->job.kind;
}

std::int32_t JobContext::version() const {
    return state_->job.version;
}

const std::string& JobContext::payload() const {
    return state_->job.payload;
}

std::int32_t JobContext::attempt() const {
    return state_->job.attempts;
}

std::int32_t JobContext::max_attempts() const {
    return state_->job.max_attempts;
}

const std::string& JobContext::trace_id() const {
    return state_->job.trace_id;
}

postgres::Pool& JobContext::pool() const {
    return state_->pool;
}

void JobContext::progress(std::int64_t done, std::int64_t total, std::string note) const {
    data::JobProgress progress{done, total, std::move(note)};
    if (progress == state_->progress) return;
    state_->progress = std::move(progress);
    state_->progressed = true;
}

bool JobContext::cancelled() const {
    return state_->told || state_->lost || std::chrono::steady_clock::now() > state_->deadline;
}

Task<void> JobContext::complete_in(data::JobRepository& jobs) const {
    const auto state = state_;
    // Before the outcome is known: from here on only the database can say whether the job is done.
    state->completed = true;
    const auto completed = co_await jobs.complete(state->lease);
    if (completed) co_return;
    state->lost = true;
    throw LeaseLost();
}

Task<void> JobContext::complete_in(postgres::Connection& connection) const {
    PostgresJobRepository jobs(connection);
    co_await complete_in(jobs);
}

}  // namespace core::jobs
