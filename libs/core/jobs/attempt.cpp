#include "core/async/with_deadline.hpp"
#include "core/base/log.hpp"
#include "core/jobs/worker_body.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace core::jobs {

namespace {

using std::chrono::milliseconds;

Settlement::Kind kind_of(JobOutcome::Kind kind) {
    switch (kind) {
        case JobOutcome::Kind::done: return Settlement::Kind::done;
        case JobOutcome::Kind::retry: return Settlement::Kind::retry;
        case JobOutcome::Kind::snooze: return Settlement::Kind::snooze;
        case JobOutcome::Kind::dead: return Settlement::Kind::dead;
    }
    throw std::logic_error("no such outcome");
}

void log_failure(const data::Job& job, const Settlement& settlement) {
    const bool last = settlement.kind == Settlement::Kind::dead || job.attempts >= job.max_attempts;
    log::write(
        last ? log::Level::error : log::Level::warning,
        last ? "job dead" : "job attempt failed",
        {{"job", static_cast<std::int64_t>(job.id)},
         {"kind", job.kind},
         {"attempt", job.attempts},
         {"reason", settlement.error},
         {"retry_ms", settlement.after.count()},
         {"trace_id", job.trace_id}}
    );
}

}  // namespace

milliseconds Worker::Body::pause_before_retry(const Backoff& backoff, std::int32_t attempt) {
    auto most = backoff.least;
    for (std::int32_t i = 1; i < attempt && most < backoff.most; ++i) most *= 2;
    std::uniform_int_distribution<std::int64_t> jitter(0, std::min(most, backoff.most).count());
    return milliseconds(jitter(random));
}

void Worker::Body::start(Taken taken) {
    const auto* kind = kinds.find(taken.job.kind, taken.job.version);
    if (!kind) {
        log::info(
            "job parked: no handler here",
            {{"job", static_cast<std::int64_t>(taken.job.id)},
             {"kind", taken.job.kind},
             {"version", taken.job.version}}
        );
        settling.push_back({.lease = taken.lease, .kind = Settlement::Kind::park});
        woken = true;
        return;
    }
    const auto state = std::make_shared<State>(std::move(taken.job), taken.lease, pool);
    state->deadline = std::chrono::steady_clock::now() + state->job.timeout;
    running.emplace(std::pair(state->lease.job, state->lease.claim), state);
    const auto self = shared_from_this();
    asio::co_spawn(
        executor,
        attempt(state, *kind),
        asio::bind_cancellation_slot(
            state->abort.slot(),
            [self, state](const std::exception_ptr& thrown, Settlement settlement) {
                // attempt() throws only when it is cancelled before it has begun.
                if (thrown) settlement = {.lease = state->lease, .kind = Settlement::Kind::release};
                self->ended(state, std::move(settlement));
            }
        )
    );
}

Task<Settlement> Worker::Body::attempt(std::shared_ptr<State> state, const JobKind& kind) {
    Settlement end{.lease = state->lease, .kind = Settlement::Kind::retry};
    std::optional<milliseconds> after;
    try {
        auto outcome = co_await with_deadline(state->job.timeout, kind.handler(JobContext(state)));
        if (outcome) {
            end.kind = kind_of(outcome->kind);
            end.error = std::move(outcome->error);
            after = outcome->after;
        } else {
            end.error = "timed out after " + std::to_string(state->job.timeout.count()) + " ms";
        }
    } catch (const std::exception& error) {
        end.error = error.what();
    }
    if (state->completed && end.kind == Settlement::Kind::done) {
        // Has no effect when the handler's transaction was committed.
        end.kind = Settlement::Kind::retry;
        end.error = "the handler's transaction was not committed";
        end.maybe_completed = true;
    }
    if (end.kind == Settlement::Kind::retry) {
        end.after = after ? *after : pause_before_retry(kind.backoff, state->job.attempts);
        // Whatever made it fail while the worker stops, the job is not to blame.
        if (stopping && state->told) end.kind = Settlement::Kind::release;
    } else if (after) {
        end.after = *after;
    }
    co_return end;
}

void Worker::Body::ended(const std::shared_ptr<State>& state, Settlement settlement) {
    running.erase({state->lease.job, state->lease.claim});
    wake();
    if (state->lost) return;
    using Kind = Settlement::Kind;
    if (settlement.kind == Kind::done || (settlement.maybe_completed && settlement.kind == Kind::retry)) {
        ++status.finished;
    } else if (settlement.kind == Kind::retry || settlement.kind == Kind::dead) {
        ++status.failed;
        log_failure(state->job, settlement);
    }
    if (state->progressed) unshown.push_back({state->lease, state->progress});
    settling.push_back(std::move(settlement));
}

void Worker::Body::tell_all() {
    const auto now = std::chrono::steady_clock::now();
    for (const auto& [key, state] : running) state->tell(now);
}

void Worker::Body::abort(State& state) {
    if (std::exchange(state.aborted, true)) return;
    state.abort.emit(asio::cancellation_type::terminal);
}

void Worker::Body::abort_overdue(Time now) {
    std::vector<std::shared_ptr<State>> overdue;
    for (const auto& [key, state] : running) {
        const bool waited = state->told && now - state->told_at >= config.cancel_grace;
        if (!state->aborted && (waited || state->lost)) overdue.push_back(state);
    }
    for (const auto& state : overdue) abort(*state);
}

}  // namespace core::jobs
