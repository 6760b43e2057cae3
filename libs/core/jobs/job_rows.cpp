#include "core/jobs/job_rows.hpp"

namespace core::jobs {

data::Job read_job(postgres::Row row) {
    data::Job job;
    job.id = data::JobId{row.get<std::int64_t>(0)};
    job.kind = row.get<std::string>(1);
    job.version = row.get<std::int32_t>(2);
    job.payload = row.get<std::string>(3);
    job.priority = data::JobPriority{row.get<std::int16_t>(4)};
    job.state = data::parse_job_state(row.get<std::string_view>(5)).value();
    job.run_at = row.get<Instant>(6);
    job.attempts = row.get<std::int32_t>(7);
    job.max_attempts = row.get<std::int32_t>(8);
    job.timeout = std::chrono::milliseconds(row.get<std::int32_t>(9));
    job.unique_key = row.get<std::optional<std::string>>(10);
    job.worker = row.get<std::optional<std::string>>(11);
    job.lease_until = row.get<std::optional<Instant>>(12);
    job.cancel_requested = row.get<bool>(13);
    job.progress.done = row.get<std::int64_t>(14);
    job.progress.total = row.get<std::int64_t>(15);
    job.progress.note = row.get<std::string>(16);
    job.last_error = row.get<std::optional<std::string>>(17);
    job.trace_id = row.get<std::string>(18);
    job.created_at = row.get<Instant>(19);
    job.started_at = row.get<std::optional<Instant>>(20);
    job.finished_at = row.get<std::optional<Instant>>(21);
    return job;
}

}  // namespace core::jobs
