#include "core/jobs/postgres_job_repository.hpp"

#include "core/jobs/job_request.hpp"
#include "core/jobs/job_rows.hpp"
#include "core/postgres/text_format.hpp"

#include <algorithm>

namespace core::jobs {

namespace {

using data::Job;
using data::JobId;
using data::JobRequest;
using postgres::Params;
using postgres::Query;

constexpr std::size_t kBatch = 1'000;  ///< requests in one statement

// A key that is in use: locking the row keeps workers from starting or finishing its job before the cause of
// this request can be seen.
constexpr Query kEnqueue{"job.enqueue", R"sql(
insert into jobs.job as j
    (kind, version, payload, priority, run_at, max_attempts, timeout_ms, unique_key, trace_id)
values ($1, $2, $3, $4, coalesce($5::timestamptz, now()), $6, $7, $8, $9)
on conflict (unique_key) where unique_key is not null and state in ('ready', 'running', 'parked')
do update set
    rerun = j.state = 'running',
    priority = greatest(j.priority, excluded.priority),
    run_at = case when j.state = 'running' and not j.rerun then excluded.run_at
                  when j.state = 'running' or j.attempts = 0 then least(j.run_at, excluded.run_at)
                  else j.run_at end
returning id)sql"};

constexpr Query kEnqueueAll{"job.enqueue_all", R"sql(
insert into jobs.job (kind, version, payload, priority, run_at, max_attempts, timeout_ms, trace_id)
select kind, version, payload::jsonb, priority, coalesce(nullif(run_at, '')::timestamptz, now()),
       max_attempts, timeout_ms, trace_id
from unnest($1::text[], $2::integer[], $3::text[], $4::smallint[], $5::text[], $6::integer[], $7::integer[],
            $8::text[]) with ordinality
     as given (kind, version, payload, priority, run_at, max_attempts, timeout_ms, trace_id, place)
order by place
returning id)sql"};

Params parameters(const JobRequest& request) {
    Params params;
    params.add(request.kind).add(request.version).add(request.payload);
    params.add(static_cast<std::int32_t>(request.priority)).add(request.run_at).add(request.max_attempts);
    params.add(request.timeout.count()).add(request.unique_key).add(request.trace_id);
    return params;
}

Params parameters(std::span<const JobRequest* const> requests) {
    std::vector<std::string> kinds;
    std::vector<std::string> payloads;
    std::vector<std::string> times;
    std::vector<std::string> traces;
    std::vector<std::int64_t> versions;
    std::vector<std::int64_t> priorities;
    std::vector<std::int64_t> attempts;
    std::vector<std::int64_t> timeouts;
    for (const auto* request : requests) {
        kinds.push_back(request->kind);
        versions.push_back(request->version);
        payloads.push_back(request->payload);
        priorities.push_back(static_cast<std::int64_t>(request->priority));
        times.push_back(request->run_at ? postgres::text_format::write(*request->run_at) : std::string());
        attempts.push_back(request->max_attempts);
        timeouts.push_back(request->timeout.count());
        traces.push_back(request->trace_id);
    }
    return Params(kinds, versions, payloads, priorities, times, attempts, timeouts, traces);
}

Result<void> check_all(const std::vector<JobRequest>& requests) {
    for (std::size_t i = 0; i < requests.size(); ++i) {
        auto checked = check(requests[i]);
        if (checked) continue;
        auto error = checked.error();
        for (auto& field : error.fields) field.name.insert(0, "/" + std::to_string(i));
        return error;
    }
    return {};
}

}  // namespace

Task<Result<JobId>> PostgresJobRepository::enqueue(JobRequest request) {
    const auto checked = check(request);
    if (!checked) co_return checked.error();
    std::vector<postgres::Statement> statements;
    statements.push_back({kEnqueue, parameters(request)});
    statements.push_back({kWakeWorkers, {}});
    const auto results = co_await connection_.pipeline(std::move(statements));
    co_return JobId{results[0][0].get<std::int64_t>(0)};
}

Task<Result<std::vector<JobId>>> PostgresJobRepository::enqueue_all(std::vector<JobRequest> requests) {
    const auto checked = check_all(requests);
    if (!checked) co_return checked.error();
    std::vector<JobId> ids(requests.size());
    std::vector<std::size_t> keyed;
    std::vector<std::size_t> plain;
    for (std::size_t i = 0; i < requests.size(); ++i) (requests[i].unique_key ? keyed : plain).push_back(i);

    for (std::size_t from = 0; from < plain.size(); from += kBatch) {
        const auto places = std::span(plain).subspan(from, std::min(kBatch, plain.size() - from));
        std::vector<const JobRequest*> batch;
        for (const auto place : places) batch.push_back(&requests[place]);
        const auto rows = co_await connection_.execute(kEnqueueAll, parameters(batch));
        std::vector<std::int64_t> given;
        rows.for_each([&](postgres::Row row) { given.push_back(row.get<std::int64_t>(0)); });
        std::sort(given.begin(), given.end());  // numbers are given in the order of the requests
        for (std::size_t i = 0; i < places.size(); ++i) ids[places[i]] = JobId{given.at(i)};
    }
    for (const auto place : keyed) {
        const auto rows = co_await connection_.execute(kEnqueue, parameters(requests[place]));
        ids[place] = JobId{rows[0].get<std::int64_t>(0)};
    }
    if (!requests.empty()) co_await connection_.execute(kWakeWorkers);
    co_return ids;
}

constexpr Query kComplete{"job.complete", R"sql(
update jobs.job set
    state = case when rerun then 'ready' else 'done' end,
    run_at = case when rerun then greatest(run_at, now()) else run_at end,
    attempts = case when rerun then 0 else attempts end,
    finished_at = case when rerun then null else now() end,
    rerun = false, last_error = null, lease_until = null, cancel_requested = false
where id = $1 and claims = $2 and state = 'running')sql"};

Task<Result<void>> PostgresJobRepository::complete(data::JobLease lease) {
    const auto result =
        co_await connection_.execute(kComplete, Params(static_cast<std::int64_t>(lease.job), lease.claim));
    if (result.affected() == 1) co_return Result<void>();
    co_return Error{ErrorKind::conflict, "lease-lost", "the job was taken over by another worker"};
}

}  // namespace core::jobs
