#include "core/jobs/job_rows.hpp"
#include "core/jobs/postgres_job_repository.hpp"

#include <algorithm>

namespace core::jobs {

namespace {

using data::Job;
using data::JobFilter;
using data::JobId;
using data::JobPage;
using data::JobState;
using postgres::Params;
using postgres::Query;

std::int64_t number(JobId id) {
    return static_cast<std::int64_t>(id);
}

Error no_such_job() {
    return {ErrorKind::not_found, "job-not-found", "there is no such job"};
}

}  // namespace

constexpr Query kFind{"job.find", R"sql(
select id, kind, version, payload, priority, state, run_at, attempts, max_attempts, timeout_ms,
       unique_key, worker, lease_until, cancel_requested, progress_done, progress_total, progress_note, last_error, trace_id,
       created_at, started_at, finished_at
from jobs.job where id = $1)sql"};

Task<Result<Job>> PostgresJobRepository::find(JobId id) {
    const auto rows = co_await connection_.execute(kFind, Params(number(id)));
    if (rows.empty()) co_return no_such_job();
    co_return read_job(rows[0]);
}

// One page of ids goes by an index over state, kind and id whatever the filter: for a kind alone, the pages
// of its six states are merged.
constexpr Query kListOlder{"job.list_older", R"sql(
with page as (
    select found.id from jobs.job found
    where $1::text is null and $2::text is null and found.id < $3
    order by found.id desc limit $4
), of_state as (
    select found.id from jobs.job found
    where $2::text is null and found.state = $1 and found.id < $3
    order by found.id desc limit $4
), of_kind as (
    select found.id
    from unnest(case when $2::text is null then '{}'
                     when $1::text is null then '{ready,running,parked,done,dead,cancelled}'
                     else array[$1] end::text[]) as wanted (state)
    cross join lateral (
        select job.id from jobs.job job
        where job.kind = $2 and job.state = wanted.state and job.id < $3
        order by job.id desc limit $4
    ) found
)
select id, kind, version, payload, priority, state, run_at, attempts, max_attempts, timeout_ms,
       unique_key, worker, lease_until, cancel_requested, progress_done, progress_total, progress_note, last_error, trace_id,
       created_at, started_at, finished_at
from jobs.job
where id = any (array(
    select id
    from (select id from page union all select id from of_state union all select id from of_kind) found
    order by id desc limit $4))
order by id desc)sql"};

constexpr Query kListNewer{"job.list_newer", R"sql(
with page as (
    select found.id from jobs.job found
    where $1::text is null and $2::text is null and found.id > $3
    order by found.id limit $4
), of_state as (
    select found.id from jobs.job found
    where $2::text is null and found.state = $1 and found.id > $3
    order by found.id limit $4
), of_kind as (
    select found.id
    from unnest(case when $2::text is null then '{}'
                     when $1::text is null then '{ready,running,parked,done,dead,cancelled}'
                     else array[$1] end::text[]) as wanted (state)
    cross join lateral (
        select job.id from jobs.job job
        where job.kind = $2 and job.state = wanted.state and job.id > $3
        order by job.id limit $4
    ) found
)
select id, kind, version, payload, priority, state, run_at, attempts, max_attempts, timeout_ms,
       unique_key, worker, lease_until, cancel_requested, progress_done, progress_total, progress_note, last_error, trace_id,
       created_at, started_at, finished_at
from jobs.job
where id = any (array(
    select id
    from (select id from page union all select id from of_state union all select id from of_kind) found
    order by id limit $4))
order by id)sql"};

// The orders keep the planner on the indexes: it takes a rare state for one job in six.
constexpr Query kCount{"job.count", R"sql(
select count(*) from (
    (select id from jobs.job where $1::text is null and $2::text is null order by id limit $3)
    union all
    (select id from jobs.job where $2::text is null and state = $1 order by id limit $3)
    union all
    (select found.id
     from unnest(case when $2::text is null then '{}'
                      when $1::text is null then '{ready,running,parked,done,dead,cancelled}'
                      else array[$1] end::text[]) as wanted (state)
     cross join lateral (
         select job.id from jobs.job job
         where job.kind = $2 and job.state = wanted.state order by job.id limit $3
     ) found
     limit $3)
) counted)sql"};

Task<JobPage> PostgresJobRepository::list(JobFilter filter) {
    constexpr auto kNone = std::numeric_limits<std::int64_t>::max();
    std::optional<std::string> state;
    if (filter.state) state = to_string(*filter.state);
    const auto from = filter.from ? number(*filter.from) : filter.newer ? 0 : kNone;
    const auto rows = co_await connection_.execute(
        filter.newer ? kListNewer : kListOlder, Params(state, filter.kind, from, filter.limit + 1)
    );
    JobPage page;
    rows.for_each([&](postgres::Row row) { page.jobs.push_back(read_job(row)); });
    const bool more = static_cast<std::int64_t>(page.jobs.size()) > filter.limit;
    if (more) page.jobs.pop_back();
    // Whoever comes from a job has it behind.
    page.more_older = filter.newer ? filter.from.has_value() : more;
    page.more_newer = filter.newer ? more : filter.from.has_value();
    if (filter.newer) std::reverse(page.jobs.begin(), page.jobs.end());
    const auto counted = co_await connection_.execute(kCount, Params(state, filter.kind, data::kMaxCounted));
    page.total = counted[0].get<std::int64_t>(0);
    co_return page;
}

constexpr Query kCounts{"job.counts", R"sql(
select wanted.state, counted.jobs
from unnest(array['ready', 'running', 'parked', 'done', 'dead', 'cancelled']) as wanted (state)
cross join lateral (
    select count(*) as jobs
    from (select from jobs.job j where j.state = wanted.state order by j.id limit $1) bounded
) counted)sql"};

Task<std::vector<data::JobCount>> PostgresJobRepository::counts() {
    const auto rows = co_await connection_.execute(kCounts, Params(data::kMaxCounted));
    std::vector<data::JobCount> counts;
    rows.for_each([&](postgres::Row row) {
        const auto state = data::parse_job_state(row.get<std::string_view>(0)).value();
        counts.push_back({state, row.get<std::int64_t>(1)});
    });
    co_return counts;
}

constexpr Query kRequeue{"job.requeue", R"sql(
update jobs.job set
    state = 'ready', run_at = now(), attempts = 0, rerun = false, cancel_requested = false, finished_at = null
where id = $1 and state in ('dead', 'cancelled'))sql"};

Task<Result<Job>> PostgresJobRepository::requeue(JobId id) {
    std::int64_t changed = 0;
    try {
        changed = (co_await connection_.execute(kRequeue, Params(number(id)))).affected();
    } catch (const postgres::SqlError& error) {
        if (error.constraint() != "job_key_unique") throw;
        co_return Error{ErrorKind::conflict, "job-key-taken", "another job has its unique key by now"};
    }
    auto job = co_await find(id);
    if (!job) co_return job;
    if (changed == 0) {
        co_return Error{ErrorKind::conflict, "job-state", "only a dead or cancelled job can be requeued"};
    }
    co_await connection_.execute(kWakeWorkers);
    co_return job;
}

constexpr Query kCancel{"job.cancel", R"sql(
update jobs.job set
    cancel_requested = state = 'running',
    finished_at = case when state = 'running' then null else now() end,
    state = case when state = 'running' then state else 'cancelled' end
where id = $1 and state in ('ready', 'parked', 'running'))sql"};

constexpr Query kTellCancelled{"job.tell_cancelled", "select pg_notify('jobs', $1::bigint::text)"};

Task<Result<Job>> PostgresJobRepository::cancel(JobId id) {
    const auto result = co_await connection_.execute(kCancel, Params(number(id)));
    auto job = co_await find(id);
    if (!job) co_return job;
    if (result.affected() == 0) {
        co_return Error{ErrorKind::conflict, "job-state", "the job is finished"};
    }
    if (job->state == JobState::running) {
        co_await connection_.execute(kTellCancelled, Params(number(id)));
    }
    co_return job;
}

}  // namespace core::jobs
