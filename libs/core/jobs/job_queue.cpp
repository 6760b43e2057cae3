#include "core/jobs/job_queue.hpp"

#include "core/jobs/job_rows.hpp"

#include <algorithm>

namespace core::jobs {

namespace {

using postgres::Params;
using postgres::Query;
using postgres::Row;

// Plans are made once and kept, perhaps while the table is nearly empty; a plan that reads it whole would
// stay until the next ANALYZE. And a round that a crash of the server undoes is done again: nobody was told
// of it, and what a handler commits is durable by itself, with all that came before it.
constexpr Query kSettings{"", R"sql(
select set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false),
       set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),
       set_config('synchronous_commit', 'off', false))sql"};

// By priority, so that jobs of a high one that wait for their time are not read past.
constexpr Query kTake{"job.take", R"sql(
update jobs.job set
    state = 'running', worker = $1, lease_until = now() + $2 * interval '1 millisecond',
    attempts = attempts + 1, claims = claims + 1, started_at = now(), cancel_requested = false,
    progress_done = 0, progress_total = 0, progress_note = ''
where id = any (array(
    select found.id
    from generate_series(3, 0, -1) as level (priority)
    cross join lateral (
        select j.id from jobs.job j
        where j.state = 'ready' and j.priority = level.priority and j.run_at <= now()
        order by j.run_at, j.id
        limit $3
        for update skip locked
    ) found
    limit $3))
returning id, kind, version, payload, priority, run_at, attempts, max_attempts, timeout_ms, trace_id,
          claims)sql"};

constexpr Query kTakeParked{"job.take_parked", R"sql(
update jobs.job set
    state = 'running', worker = $1, lease_until = now() + $2 * interval '1 millisecond',
    attempts = attempts + 1, claims = claims + 1, started_at = now(), cancel_requested = false,
    progress_done = 0, progress_total = 0, progress_note = ''
where id = any (array(
    select found.id
    from unnest($4::text[], $5::integer[]) as known (kind, version)
    cross join lateral (
        select j.id from jobs.job j
        where j.state = 'parked' and j.kind = known.kind and j.version = known.version
        limit $3
        for update skip locked
    ) found
    limit $3))
returning id, kind, version, payload, priority, run_at, attempts, max_attempts, timeout_ms, trace_id,
          claims)sql"};

constexpr Query kNextReady{"job.next_ready", R"sql(
select ceil(extract(epoch from min(found.run_at) - now()) * 1000)::bigint
from generate_series(0, 3) as level (priority)
cross join lateral (
    select j.run_at from jobs.job j
    where j.state = 'ready' and j.priority = level.priority
    order by j.run_at
    limit 1
) found)sql"};

Taken read_taken(Row row) {
    Taken taken;
    auto& job = taken.job;
    job.id = data::JobId{row.get<std::int64_t>(0)};
    job.kind = row.get<std::string>(1);
    job.version = row.get<std::int32_t>(2);
    job.payload = row.get<std::string>(3);
    job.priority = data::JobPriority{row.get<std::int16_t>(4)};
    job.state = data::JobState::running;
    job.run_at = row.get<Instant>(5);
    job.attempts = row.get<std::int32_t>(6);
    job.max_attempts = row.get<std::int32_t>(7);
    job.timeout = std::chrono::milliseconds(row.get<std::int32_t>(8));
    job.trace_id = row.get<std::string>(9);
    taken.lease = {job.id, row.get<std::int64_t>(10)};
    return taken;
}

std::vector<Taken> read_taken(const postgres::ResultSet& rows) {
    std::vector<Taken> taken;
    taken.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](Row row) { taken.push_back(read_taken(row)); });
    std::sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) {
        return std::tuple(b.job.priority, a.job.run_at, a.job.id) <
               std::tuple(a.job.priority, b.job.run_at, b.job.id);
    });
    return taken;
}

}  // namespace

JobQueue::JobQueue(
    std::unique_ptr<postgres::Connection> connection, std::string worker, std::chrono::milliseconds lease
)
    : connection_(std::move(connection)), worker_(std::move(worker)), lease_(lease) {}

Task<std::unique_ptr<JobQueue>> JobQueue::open(
    postgres::ConnectionConfig config, std::string worker, std::chrono::milliseconds lease
) {
    auto connection = co_await postgres::Connection::open(std::move(config));
    co_await connection->execute(kSettings);
    co_return std::unique_ptr<JobQueue>(new JobQueue(std::move(connection), std::move(worker), lease));
}

Task<JobQueue::Round> JobQueue::round(std::vector<Settlement> settlements, std::size_t limit) {
    std::vector<postgres::Statement> statements;
    if (!settlements.empty()) statements.push_back(settle_statement(settlements));
    if (limit > 0) {
        statements.push_back({kTake, Params(worker_, lease_.count(), static_cast<std::int64_t>(limit))});
        statements.push_back({kNextReady, {}});
    }
    Round round;
    if (statements.empty()) co_return round;
    const auto results = co_await connection_->pipeline(std::move(statements));

    std::size_t at = 0;
    if (!settlements.empty()) {
        std::vector<data::JobId> settled;
        results[at++].for_each([&](Row row) { settled.push_back(data::JobId{row.get<std::int64_t>(0)}); });
        std::sort(settled.begin(), settled.end());
        for (const auto& settlement : settlements) {
            const bool found = std::binary_search(settled.begin(), settled.end(), settlement.lease.job);
            if (!found) round.unsettled.push_back(settlement.lease);
        }
    }
    if (limit > 0) {
        round.taken = read_taken(results[at]);
        const auto next = results[at + 1][0].get<std::optional<std::int64_t>>(0);
        if (next) round.next = std::chrono::milliseconds(*next);
    }
    co_return round;
}

Task<std::vector<Taken>> JobQueue::take_parked(const JobKinds& kinds, std::size_t limit) {
    std::vector<std::string> names;
    std::vector<std::int64_t> versions;
    for (const auto& [key, kind] : kinds.all()) {
        names.push_back(key.first);
        versions.push_back(key.second);
    }
    const auto rows = co_await connection_->execute(
        kTakeParked, Params(worker_, lease_.count(), static_cast<std::int64_t>(limit), names, versions)
    );
    co_return read_taken(rows);
}

constexpr Query kRenew{"job.renew", R"sql(
with held as (
    select j.id, r.done, r.total, r.note
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[])
         as r (job, claim, done, total, note)
    join jobs.job j on j.id = r.job
    where j.claims = r.claim and j.state = 'running'
    for no key update of j skip locked
)
update jobs.job j set
    lease_until = now() + $6 * interval '1 millisecond',
    progress_done = h.done, progress_total = h.total, progress_note = h.note
from held h
where j.id = h.id)sql"};

// After the renewal, and without a lock: what somebody has locked is ours all the same.
constexpr Query kHeld{"job.held", R"sql(
select j.id, j.claims, j.cancel_requested
from unnest($1::bigint[], $2::bigint[]) as r (job, claim)
join jobs.job j on j.id = r.job
where j.claims = r.claim and j.state = 'running')sql"};

Task<std::vector<JobQueue::Held>> JobQueue::renew(std::vector<Renewal> renewals) {
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> claims;
    std::vector<std::int64_t> done;
    std::vector<std::int64_t> total;
    std::vector<std::string> notes;
    for (const auto& renewal : renewals) {
        ids.push_back(static_cast<std::int64_t>(renewal.lease.job));
        claims.push_back(renewal.lease.claim);
        done.push_back(renewal.progress.done);
        total.push_back(renewal.progress.total);
        notes.push_back(storable(renewal.progress.note));
    }
    std::vector<postgres::Statement> statements;
    statements.push_back({kRenew, Params(ids, claims, done, total, notes, lease_.count())});
    statements.push_back({kHeld, Params(ids, claims)});
    const auto results = co_await connection_->pipeline(std::move(statements));
    std::vector<Held> held;
    results[1].for_each([&](Row row) {
        const data::JobLease lease{data::JobId{row.get<std::int64_t>(0)}, row.get<std::int64_t>(1)};
        held.push_back({lease, row.get<bool>(2)});
    });
    co_return held;
}

constexpr Query kTakeBackExpired{"job.take_back_expired", R"sql(
update jobs.job set
    state = case when cancel_requested then 'cancelled'
                 when attempts < max_attempts or rerun then 'ready'
                 else 'dead' end,
    finished_at = case when cancel_requested or (attempts >= max_attempts and not rerun) then now() end,
    attempts = case when rerun then 0 else attempts end,
    rerun = false, run_at = now(), lease_until = null,
    last_error = 'the worker ' || worker || ' stopped renewing its lease'
where id = any (array(
    select id from jobs.job
    where state = 'running' and lease_until < now()
    order by lease_until
    limit 500
    for update skip locked)))sql"};

// What happened in the future happened before the clock was set back. A job that was due when it was asked
// for still is. What was started may be under way: its worker, if there is one, renews the lease in time.
constexpr Query kDueByNewClock{"job.due_by_new_clock", R"sql(
update jobs.job set run_at = now()
where id = any (array(
    select found.id
    from generate_series(0, 3) as level (priority)
    cross join lateral (
        select j.id from jobs.job j
        where j.state = 'ready' and j.priority = level.priority and j.run_at > now() + interval '1 minute'
              and j.run_at <= j.created_at
        limit 500
        for update skip locked
    ) found)))sql"};

constexpr Query kLeasedByNewClock{"job.leased_by_new_clock", R"sql(
update jobs.job set lease_until = now() + (lease_until - started_at)
where id = any (array(
    select id from jobs.job
    where state = 'running' and lease_until > now() + interval '1 minute'
          and started_at > now() + interval '1 minute' and lease_until >= started_at
    limit 500
    for update skip locked)))sql"};

Task<std::int64_t> JobQueue::take_back_expired() {
    co_await connection_->execute(kDueByNewClock);
    co_await connection_->execute(kLeasedByNewClock);
    co_return (co_await connection_->execute(kTakeBackExpired)).affected();
}

constexpr std::int64_t kPruneAtOnce = 2'000;

constexpr Query kPruneFinished{"job.prune_finished", R"sql(
delete from jobs.job where id = any (array(
    select id from jobs.job
    where state in ('done', 'cancelled') and finished_at < now() - $1 * interval '1 hour'
    order by finished_at limit $2
    for update skip locked)))sql"};

constexpr Query kPruneDead{"job.prune_dead", R"sql(
delete from jobs.job where id = any (array(
    select id from jobs.job
    where state = 'dead' and finished_at < now() - $1 * interval '1 hour'
    order by finished_at limit $2
    for update skip locked)))sql"};

Task<bool> JobQueue::prune(std::chrono::hours keep_finished, std::chrono::hours keep_dead) {
    const auto finished = co_await connection_->execute(
        kPruneFinished, Params(static_cast<std::int64_t>(keep_finished.count()), kPruneAtOnce)
    );
    const auto dead = co_await connection_->execute(
        kPruneDead, Params(static_cast<std::int64_t>(keep_dead.count()), kPruneAtOnce)
    );
    co_return finished.affected() == kPruneAtOnce || dead.affected() == kPruneAtOnce;
}

Task<void> JobQueue::wake_workers() {
    co_await connection_->execute(kWakeWorkers);
}

}  // namespace core::jobs
