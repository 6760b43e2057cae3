#include "core/jobs/schedule.hpp"

#include "core/base/log.hpp"
#include "core/base/time_zone.hpp"
#include "core/jobs/cron.hpp"
#include "core/jobs/postgres_job_repository.hpp"

namespace core::jobs {

namespace {

using postgres::Params;
using postgres::Query;

constexpr Query kBegin{"transaction.begin", "begin"};
constexpr Query kCommit{"transaction.commit", "commit"};

/// A schedule whose time has come.
struct Due {
    std::string name;
    std::string cron;
    std::string time_zone;
    data::JobRequest request;
    Instant due_at;
    Instant now;
};

Due read_due(postgres::Row row) {
    Due due;
    due.name = row.get<std::string>(0);
    due.cron = row.get<std::string>(1);
    due.time_zone = row.get<std::string>(2);
    due.request.kind = row.get<std::string>(3);
    due.request.version = row.get<std::int32_t>(4);
    due.request.payload = row.get<std::string>(5);
    due.request.unique_key = "schedule:" + due.name;
    due.due_at = row.get<Instant>(6);
    due.request.trace_id = *due.request.unique_key + "@" + format_utc(due.due_at);
    due.now = row.get<Instant>(7);
    return due;
}

}  // namespace

Task<void> ensure_schedules(data::JobRepository& jobs, std::vector<data::ScheduleEdit> schedules) {
    for (auto& schedule : schedules) {
        const auto stored = co_await jobs.put_schedule(schedule, std::nullopt);
        if (stored || stored.error().kind == ErrorKind::conflict) continue;
        throw std::logic_error("schedule " + schedule.name + ": " + stored.error().detail);
    }
}

// The row lock is what makes a fire happen once: who comes second finds the next time in the row. What fired
// in the future fired before the clock was set back: its next time is counted anew, and it does not fire.
constexpr Query kTakeDue{"schedule.take_due", R"sql(
select name, cron, time_zone, kind, version, payload, next_fire_at, now()
from jobs.schedule
where enabled and (next_fire_at <= now() or last_fire_at > now() + interval '1 minute')
order by next_fire_at, name
limit 50
for update skip locked)sql"};

constexpr Query kFired{"schedule.fired", R"sql(
update jobs.schedule set last_fire_at = $2, next_fire_at = $3, last_error = $4 where name = $1)sql"};

constexpr Query kCountedAnew{
    "schedule.counted_anew", R"sql(
update jobs.schedule set last_fire_at = now(), next_fire_at = coalesce($2, next_fire_at) where name = $1)sql"
};

constexpr Query kNextDue{"schedule.next_due", R"sql(
select ceil(extract(epoch from min(next_fire_at) - clock_timestamp()) * 1000)::bigint
from jobs.schedule where enabled)sql"};

namespace {

Task<void> fire(postgres::Connection& connection, Due due) {
    PostgresJobRepository jobs(connection);
    const auto cron = CronExpression::parse(due.cron);
    // From now on, not from the time that was due: what was missed meanwhile is this one fire.
    const auto next = cron ? cron->next(due.now, due.time_zone) : std::nullopt;
    if (due.due_at > due.now) {
        co_await connection.execute(kCountedAnew, Params(due.name, next));
        co_return;
    }
    std::optional<std::string> fault;
    if (!next) fault = cron ? "the time zone is unknown here" : cron.error().detail;
    const auto asked = co_await jobs.enqueue(due.request);
    if (!asked) fault = asked.error().detail;
    if (fault) {
        log::error("a schedule cannot go on", {{"schedule", due.name}, {"reason", *fault}});
    } else {
        log::info(
            "schedule fired",
            {{"schedule", due.name},
             {"due", format_utc(due.due_at)},
             {"job", static_cast<std::int64_t>(*asked)}}
        );
    }
    co_await connection.execute(kFired, Params(due.name, due.due_at, next, fault));
}

}  // namespace

Task<std::optional<std::chrono::milliseconds>> fire_due_schedules(postgres::Connection& connection) {
    co_await connection.execute(kBegin);
    const auto rows = co_await connection.execute(kTakeDue);
    for (int i = 0; i < rows.size(); ++i) co_await fire(connection, read_due(rows[i]));
    const auto next = co_await connection.execute(kNextDue);
    co_await connection.execute(kCommit);
    const auto pause = next[0].get<std::optional<std::int64_t>>(0);
    if (!pause) co_return std::nullopt;
    co_return std::chrono::milliseconds(*pause);
}

}  // namespace core::jobs
