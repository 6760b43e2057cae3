#include "core/base/log.hpp"
#include "core/jobs/schedule.hpp"
#include "core/jobs/worker_body.hpp"

#include <algorithm>

namespace core::jobs {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kAfterDeadline = 1s;  // for the abort of an attempt past its time to be settled
constexpr auto kAfterGrace = 1s;     // for aborted attempts to end, when the worker stops
constexpr auto kLastWords = 2s;      // for what is left to be settled then
constexpr auto kHeldUp = 50ms;       // between tries to settle a job that somebody has locked
constexpr int kTries = 100;          // then its lease will see to it
constexpr auto kShowProgress = 1s;   // at most this often
constexpr auto kSweep = 5s;          // looks for leases that ran out and for parked jobs
constexpr auto kPrune = 60s;
constexpr auto kPruneMore = 200ms;
constexpr auto kLockedByOthers = 20ms;  // a job is due, but somebody else is about to take it

bool same(const data::JobLease& a, const data::JobLease& b) {
    return a.job == b.job && a.claim == b.claim;
}

}  // namespace

std::size_t Worker::Body::free_slots() const {
    return running.size() < config.concurrency ? config.concurrency - running.size() : 0;
}

Task<void> Worker::Body::work_once() {
    if (!queue) {
        queue = co_await JobQueue::open(connect_config, config.name, config.lease);
        look_at = renew_at = sweep_at = parked_at = schedules_at = {};
        if (!status.connected) log::info("the job queue is reached", {{"worker", config.name}});
        status.connected = true;
        status.last_error.clear();
    }
    co_await exchange();
    co_await tend();
}

Task<void> Worker::Body::exchange() {
    auto batch = std::exchange(settling, {});
    auto progress = std::exchange(unshown, {});
    if (steady_clock::now() >= retry_at) {
        std::move(held_up.begin(), held_up.end(), std::back_inserter(batch));
        held_up.clear();
    }
    const auto limit = stopping ? 0 : free_slots();
    JobQueue::Round round;
    try {
        // A job keeps what was told of it last, also when that was said at its end.
        if (!progress.empty()) co_await queue->renew(std::move(progress));
        round = co_await queue->round(batch, limit);
    } catch (...) {
        // Settling again what was settled after all changes nothing.
        std::move(settling.begin(), settling.end(), std::back_inserter(batch));
        settling = std::move(batch);
        throw;
    }
    const auto now = steady_clock::now();
    keep_unsettled(std::move(batch), round.unsettled);
    for (auto& taken : round.taken) start(std::move(taken));

    if (limit == 0) {
        look_at = Time::max();  // until an attempt ends
    } else if (round.taken.size() == limit) {
        look_at = free_slots() > 0 ? now : Time::max();
    } else {
        look_at = now + config.poll;
        if (round.next && round.next->count() <= 0)
            look_at = now + kLockedByOthers;
        else if (round.next && *round.next < config.poll)
            look_at = now + *round.next;
    }
}

void Worker::Body::keep_unsettled(
    std::vector<Settlement> tried, const std::vector<data::JobLease>& unsettled
) {
    for (auto& settlement : tried) {
        released = released || settlement.kind == Settlement::Kind::release;
        const bool settled = std::none_of(unsettled.begin(), unsettled.end(), [&](const auto& lease) {
            return same(lease, settlement.lease);
        });
        if (settled || settlement.maybe_completed) continue;
        if (++settlement.tries >= kTries) {
            log::warning(
                "a job was taken over before it was settled",
                {{"job", static_cast<std::int64_t>(settlement.lease.job)}}
            );
            continue;
        }
        held_up.push_back(std::move(settlement));
        retry_at = steady_clock::now() + kHeldUp;
    }
}

Task<void> Worker::Body::renew(Time now) {
    std::vector<Renewal> renewals;
    std::vector<std::shared_ptr<State>> asked;
    for (const auto& [key, state] : running) {
        if (state->lost || state->completed || now > state->deadline + kAfterDeadline) continue;
        state->progressed = false;
        renewals.push_back({state->lease, state->progress});
        asked.push_back(state);
    }
    if (renewals.empty()) co_return;
    const auto held = co_await queue->renew(std::move(renewals));
    for (const auto& state : asked) {
        const auto found = std::find_if(held.begin(), held.end(), [&](const auto& one) {
            return same(one.lease, state->lease);
        });
        if (found == held.end()) {
            // It may have been completed in the meantime by its own transaction.
            state->lost = !state->completed && running.contains({state->lease.job, state->lease.claim});
            if (!state->lost) continue;
            log::warning("a job's lease is lost", {{"job", static_cast<std::int64_t>(state->job.id)}});
        } else if (found->cancel_requested) {
            state->tell(steady_clock::now());
        }
    }
}

Task<void> Worker::Body::tend() {
    const auto now = steady_clock::now();
    abort_overdue(now);
    const bool progressed = std::any_of(running.begin(), running.end(), [](const auto& entry) {
        return entry.second->progressed;
    });
    const auto show_at = renew_at - config.lease / 3 + kShowProgress;
    if (now >= renew_at || (progressed && now >= show_at)) {
        renew_at = now + config.lease / 3;
        co_await renew(now);
        abort_overdue(steady_clock::now());
    }
    if (stopping) {
        if (now >= stopped_at + config.cancel_grace + kAfterGrace) give_up_running();
        co_return;
    }
    if (now >= sweep_at) {
        sweep_at = now + std::min<steady_clock::duration>(kSweep, config.lease / 2);
        const auto expired = co_await queue->take_back_expired();
        if (expired > 0) {
            log::warning("jobs of a worker that is gone are taken back", {{"jobs", expired}});
            look_at = now;
        }
    }
    if (now >= parked_at) {
        parked_at = now + kSweep;
        if (free_slots() > 0) {
            auto taken = co_await queue->take_parked(kinds, free_slots());
            for (auto& job : taken) start(std::move(job));
        }
    }
    if (now >= prune_at) {
        const bool more = co_await queue->prune(config.keep_finished, config.keep_dead);
        prune_at = more ? now + kPruneMore : now + kPrune;
    }
    if (now >= schedules_at) {
        const auto next = co_await fire_due_schedules(queue->connection());
        const auto pause =
            std::clamp<std::chrono::milliseconds>(next.value_or(config.poll), 1ms, config.poll);
        schedules_at = steady_clock::now() + pause;
    }
}

// An attempt that does not end keeps its coroutine; its job goes to another worker.
void Worker::Body::give_up_running() {
    for (const auto& [key, state] : running) {
        if (state->lost) continue;
        log::warning(
            "a job does not stop; it is given back",
            {{"job", static_cast<std::int64_t>(state->job.id)}, {"kind", state->job.kind}}
        );
        settling.push_back(
            {.lease = state->lease, .kind = Settlement::Kind::release, .maybe_completed = state->completed}
        );
        state->lost = true;
    }
    running.clear();
}

Worker::Body::Time Worker::Body::next_time() const {
    if (!settling.empty() || drained(steady_clock::now())) return Time::min();
    auto next = held_up.empty() ? Time::max() : retry_at;
    const auto consider = [&](Time time) { next = std::min(next, time); };
    consider(renew_at);
    for (const auto& [key, state] : running) {
        if (state->told && !state->aborted) consider(state->told_at + config.cancel_grace);
        if (state->progressed) consider(renew_at - config.lease / 3 + kShowProgress);
    }
    if (stopping) {
        consider(stopped_at + config.cancel_grace + kAfterGrace);
        return next;
    }
    consider(look_at);
    consider(sweep_at);
    consider(parked_at);
    consider(prune_at);
    consider(schedules_at);
    return next;
}

bool Worker::Body::drained(Time now) const {
    if (!stopping) return false;
    if (running.empty() && settling.empty() && held_up.empty()) return true;
    return now >= stopped_at + config.cancel_grace + kAfterGrace + kLastWords;
}

}  // namespace core::jobs
