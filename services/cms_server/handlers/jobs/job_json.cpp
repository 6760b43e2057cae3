#include "cms_server/handlers/jobs/job_json.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

namespace cms {

namespace {

using core::json::Writer;

std::optional<std::string> text_of(const std::optional<core::Instant>& instant) {
    if (!instant) return std::nullopt;
    return core::format_utc(*instant);
}

}  // namespace

void append_job_json(std::string& out, const core::data::Job& job) {
    Writer json(out);
    json.begin_object();
    json.member("id", static_cast<std::int64_t>(job.id));
    json.member("kind", job.kind).member("version", job.version);
    json.key("payload").raw(job.payload);
    json.member("priority", core::data::to_string(job.priority));
    json.member("state", core::data::to_string(job.state));
    json.member("run_at", core::format_utc(job.run_at));
    json.member("attempts", job.attempts).member("max_attempts", job.max_attempts);
    json.member("timeout_ms", static_cast<std::int64_t>(job.timeout.count()));
    json.member("unique_key", job.unique_key).member("worker", job.worker);
    json.member("lease_until", text_of(job.lease_until));
    json.member("cancel_requested", job.cancel_requested);
    json.key("progress").begin_object();
    json.member("done", job.progress.done).member("total", job.progress.total);
    json.member("note", job.progress.note).end_object();
    json.member("last_error", job.last_error).member("trace_id", job.trace_id);
    json.member("created_at", core::format_utc(job.created_at));
    json.member("started_at", text_of(job.started_at)).member("finished_at", text_of(job.finished_at));
    json.end_object();
}

void append_schedule_json(std::string& out, const core::data::Schedule& schedule) {
    const auto& settings = schedule.settings;
    Writer json(out);
    json.begin_object();
    json.member("name", settings.name).member("cron", settings.cron);
    json.member("time_zone", settings.time_zone);
    json.member("kind", settings.kind).member("version", settings.version);
    json.key("payload").raw(settings.payload);
    json.member("enabled", settings.enabled);
    json.member("revision", schedule.revision);
    json.member("last_fire_at", text_of(schedule.last_fire_at));
    json.member("next_fire_at", text_of(schedule.next_fire_at));
    json.member("last_error", schedule.last_error);
    json.end_object();
}

}  // namespace cms
