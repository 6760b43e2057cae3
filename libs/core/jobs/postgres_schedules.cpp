#include "core/jobs/job_request.hpp"
#include "core/jobs/postgres_job_repository.hpp"

namespace core::jobs {

namespace {

using data::Schedule;
using data::ScheduleEdit;
using postgres::Params;
using postgres::Query;

Schedule read_schedule(postgres::Row row) {
    Schedule schedule;
    auto& settings = schedule.settings;
    settings.name = row.get<std::string>(0);
    settings.cron = row.get<std::string>(1);
    settings.time_zone = row.get<std::string>(2);
    settings.kind = row.get<std::string>(3);
    settings.version = row.get<std::int32_t>(4);
    settings.payload = row.get<std::string>(5);
    settings.enabled = row.get<bool>(6);
    schedule.revision = row.get<std::int64_t>(7);
    schedule.last_fire_at = row.get<std::optional<Instant>>(8);
    schedule.next_fire_at = row.get<std::optional<Instant>>(9);
    schedule.last_error = row.get<std::optional<std::string>>(10);
    return schedule;
}

}  // namespace

constexpr Query kListSchedules{"schedule.list", R"sql(
select name, cron, time_zone, kind, version, payload, enabled, revision, last_fire_at, next_fire_at,
       last_error
from jobs.schedule order by name)sql"};

Task<std::vector<Schedule>> PostgresJobRepository::list_schedules() {
    const auto rows = co_await connection_.execute(kListSchedules);
    std::vector<Schedule> schedules;
    rows.for_each([&](postgres::Row row) { schedules.push_back(read_schedule(row)); });
    co_return schedules;
}

constexpr Query kFindSchedule{"schedule.find", R"sql(
select name, cron, time_zone, kind, version, payload, enabled, revision, last_fire_at, next_fire_at,
       last_error
from jobs.schedule where name = $1)sql"};

Task<Result<Schedule>> PostgresJobRepository::find_schedule(std::string name) {
    const auto rows = co_await connection_.execute(kFindSchedule, Params(name));
    if (rows.empty())
        co_return Error{ErrorKind::not_found, "schedule-not-found", "there is no such schedule"};
    co_return read_schedule(rows[0]);
}

// The queue lives by the database's clock; every worker's may be wrong.
constexpr Query kNow{"schedule.now", "select now()"};

constexpr Query kInsertSchedule{"schedule.insert", R"sql(
insert into jobs.schedule (name, cron, time_zone, kind, version, payload, enabled, next_fire_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (name) do nothing)sql"};

constexpr Query kUpdateSchedule{"schedule.update", R"sql(
update jobs.schedule set
    cron = $2, time_zone = $3, kind = $4, version = $5, payload = $6, enabled = $7, next_fire_at = $8,
    revision = revision + 1, last_error = null
where name = $1 and revision = $9)sql"};

Task<Result<Schedule>> PostgresJobRepository::put_schedule(
    ScheduleEdit settings, std::optional<std::int64_t> expected_revision
) {
    const auto now = co_await connection_.execute(kNow);
    const auto next = first_fire(settings, now[0].get<Instant>(0));
    if (!next) co_return next.error();
    Params params(
        settings.name,
        settings.cron,
        settings.time_zone,
        settings.kind,
        settings.version,
        settings.payload,
        settings.enabled
    );
    if (settings.enabled) {
        params.add(*next);
    } else {
        params.add_null();
    }
    if (expected_revision) params.add(*expected_revision);
    const auto written = co_await connection_.execute(
        expected_revision ? kUpdateSchedule : kInsertSchedule, std::move(params)
    );
    auto schedule = co_await find_schedule(settings.name);
    if (!schedule || written.affected() == 1) co_return schedule;
    if (!expected_revision) {
        co_return Error{ErrorKind::conflict, "schedule-exists", "there is a schedule of that name"};
    }
    co_return Error{ErrorKind::version_mismatch, "stale-version", "the schedule has been changed since"};
}

}  // namespace core::jobs
