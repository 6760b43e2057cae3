#include "cms_server/use_cases/jobs/change_jobs.hpp"

#include "core/base/json.hpp"

#include <string>

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::data::AuditEntry;
using core::data::CmsDataSource;
using core::data::Job;
using core::data::JobId;
using core::data::JobRepository;
using core::data::Schedule;
using core::data::ScheduleEdit;

std::string difference_of(const Job& before, const Job& after) {
    std::string out;
    core::json::Writer json(out);
    json.begin_object().member("kind", before.kind);
    json.key("state").begin_object();
    json.member("from", core::data::to_string(before.state)).member("to", core::data::to_string(after.state));
    json.end_object();
    if (after.cancel_requested) json.member("cancel_requested", true);
    json.end_object();
    return out;
}

template <class T>
void write_change(
    core::json::Writer& json,
    std::string_view name,
    const ScheduleEdit* before,
    const ScheduleEdit& after,
    T ScheduleEdit::* member
) {
    if (before && before->*member == after.*member) return;
    json.key(name).begin_object().key("from");
    if (before) {
        json.value(before->*member);
    } else {
        json.null();
    }
    json.member("to", after.*member).end_object();
}

std::string difference_of(const Schedule* before, const Schedule& after) {
    const auto* old = before ? &before->settings : nullptr;
    const auto& now = after.settings;
    std::string out;
    core::json::Writer json(out);
    json.begin_object();
    write_change(json, "cron", old, now, &ScheduleEdit::cron);
    write_change(json, "time_zone", old, now, &ScheduleEdit::time_zone);
    write_change(json, "kind", old, now, &ScheduleEdit::kind);
    if (!old || old->version != now.version) {
        json.key("version").begin_object().key("from");
        if (old) {
            json.value(static_cast<std::int64_t>(old->version));
        } else {
            json.null();
        }
        json.member("to", static_cast<std::int64_t>(now.version)).end_object();
    }
    // As texts: what is too large for the log is left out of it.
    if (now.payload.size() < 32 * 1024) write_change(json, "payload", old, now, &ScheduleEdit::payload);
    write_change(json, "enabled", old, now, &ScheduleEdit::enabled);
    json.end_object();
    return out;
}

using JobStep = Task<Result<Job>> (JobRepository::*)(JobId);

Task<Result<Job>> change(CmsDataSource& cms, JobId id, JobStep step, std::string action, AuditEntry by) {
    const auto work = co_await cms.begin();
    const auto before = co_await work->jobs().find(id);
    if (!before) co_return before.error();
    auto after = co_await (work->jobs().*step)(id);
    if (!after) co_return after.error();
    by.action = std::move(action);
    by.object_kind = "job";
    by.object_id = std::to_string(static_cast<std::int64_t>(id));
    by.difference = difference_of(*before, *after);
    co_await work->audit().append(std::move(by));
    co_await work->commit();
    co_return after;
}

}  // namespace

Task<Result<Job>> requeue_job(CmsDataSource& cms, JobId id, AuditEntry by) {
    co_return co_await change(cms, id, &JobRepository::requeue, "job.requeue", std::move(by));
}

Task<Result<Job>> cancel_job(CmsDataSource& cms, JobId id, AuditEntry by) {
    co_return co_await change(cms, id, &JobRepository::cancel, "job.cancel", std::move(by));
}

Task<Result<PutSchedule>> put_schedule(
    CmsDataSource& cms, ScheduleEdit settings, std::optional<std::int64_t> expected_revision, AuditEntry by
) {
    const auto work = co_await cms.begin();
    const auto before = co_await work->jobs().find_schedule(settings.name);
    if (before && !expected_revision) {
        co_return core::Error{
            core::ErrorKind::precondition_required,
            "if-match-required",
            "the schedule exists: send the entity tag it was read with in If-Match"
        };
    }
    const auto after = co_await work->jobs().put_schedule(std::move(settings), expected_revision);
    if (!after) co_return after.error();
    by.action = before ? "schedule.edit" : "schedule.create";
    by.object_kind = "schedule";
    by.object_id = after->settings.name;
    by.difference = difference_of(before ? &*before : nullptr, *after);
    co_await work->audit().append(std::move(by));
    co_await work->commit();
    co_return PutSchedule{*after, before.has_error()};
}

}  // namespace cms
