#include "cms_server/use_cases/publication/schedule_publication.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"
#include "core/data/jobs.hpp"

#include <fmt/format.h>

namespace cms {

namespace {

using namespace core::data;
using core::Instant;
using core::Result;
using core::Task;

core::Error bad_time(std::string_view member, std::string code, std::string detail) {
    return {
        core::ErrorKind::invalid_input,
        "invalid-times",
        "the times cannot be kept",
        {{core::FaultPlace::body, fmt::format("/{}", member), std::move(code), std::move(detail)}}
    };
}

Result<void> check_times(const PublicationTimes& times, Instant now) {
    if (times.publish_at && *times.publish_at <= now) {
        return bad_time("publish_at", "time-has-passed", "must lie in the future");
    }
    if (times.unpublish_at && *times.unpublish_at <= now) {
        return bad_time("unpublish_at", "time-has-passed", "must lie in the future");
    }
    if (times.publish_at && times.unpublish_at && *times.unpublish_at <= *times.publish_at) {
        return bad_time("unpublish_at", "ends-before-start", "must lie after publish_at");
    }
    return {};
}

Result<void> check_schedule(const StoredDraft& draft, const PublicationTimes& times, Instant now) {
    if (const auto checked = check_times(times, now); !checked) return checked;
    if (times.publish_at) return check_publishable(draft);
    if (times.unpublish_at && draft.status.state != CourseState::published) {
        return core::Error{
            core::ErrorKind::conflict, "course-not-published", "the public does not see the course"
        };
    }
    return {};
}

/// The job that acts when the time has come. Each time has a job of its own: one whose time was changed finds
/// nothing to do.
Task<Result<void>> ask_for_job(
    CmsUnitOfWork& work, std::string_view kind, std::string uid, Instant at, std::string trace
) {
    JobRequest request;
    request.kind = std::string(kind);
    request.payload.clear();
    core::json::Writer json(request.payload);
    json.begin_object().member("uid", uid).end_object();
    request.run_at = at;
    request.unique_key = fmt::format("{}:{}:{}", kind, uid, at.time_since_epoch().count());
    request.trace_id = std::move(trace);
    const auto job = co_await work.jobs().enqueue(std::move(request));
    if (!job) co_return job.error();
    co_return Result<void>();
}

std::string difference_of(const DraftStatus& before, const PublicationTimes& after) {
    std::string out;
    core::json::Writer json(out);
    const auto write = [&](std::string_view name, const auto& from, const auto& to) {
        const auto text = [](const std::optional<Instant>& at) {
            return at ? std::optional(core::format_utc(*at)) : std::nullopt;
        };
        if (from == to) return;
        json.key(name).begin_object().member("from", text(from)).member("to", text(to)).end_object();
    };
    json.begin_object();
    write("publish_at", before.publish_at, after.publish_at);
    write("unpublish_at", before.unpublish_at, after.unpublish_at);
    json.end_object();
    return out;
}

}  // namespace

Task<Result<StoredDraft>> schedule_publication(
    CmsDataSource& cms, Actor actor, CourseVersion course, PublicationTimes times, Instant now
) {
    const auto work = co_await cms.begin();
    auto draft = co_await find_unchanged(*work, std::move(course.uid), course.version);
    if (!draft) co_return draft.error();
    if (const auto checked = check_schedule(*draft, times, now); !checked) co_return checked.error();
    const DraftStatus before = draft->status;
    if (times == PublicationTimes{before.publish_at, before.unpublish_at}) co_return std::move(*draft);

    draft->status.publish_at = times.publish_at;
    draft->status.unpublish_at = times.unpublish_at;
    const auto saved = co_await work->drafts().save(*draft, actor.name);
    if (!saved) co_return saved.error();
    co_await work->audit().append(course_audit(actor, "schedule", draft->uid, difference_of(before, times)));
    if (times.publish_at && times.publish_at != before.publish_at) {
        const auto asked =
            co_await ask_for_job(*work, kPublishJob, draft->uid, *times.publish_at, actor.request_id);
        if (!asked) co_return asked.error();
    }
    if (times.unpublish_at && times.unpublish_at != before.unpublish_at) {
        const auto asked =
            co_await ask_for_job(*work, kUnpublishJob, draft->uid, *times.unpublish_at, actor.request_id);
        if (!asked) co_return asked.error();
    }
    auto stored = co_await work->drafts().find_by_id(draft->id);
    co_await work->commit();
    co_return std::move(*stored);
}

Task<Result<void>> act_on_schedule(
    CmsUnitOfWork& work, PublicationAction action, std::string uid, Instant now
) {
    auto draft = co_await work.drafts().find_locked(std::move(uid));
    if (!draft) co_return Result<void>();
    const bool publishes = action == PublicationAction::publish;
    const auto at = publishes ? draft->status.publish_at : draft->status.unpublish_at;
    if (!at || *at > now) co_return Result<void>();
    if (!publishes && draft->status.state != CourseState::published) co_return Result<void>();
    Actor system;
    system.name = "schedule";
    const auto after = publishes ? co_await publish_draft(work, system, std::move(*draft))
                                 : co_await unpublish_draft(work, system, std::move(*draft));
    if (!after) co_return after.error();
    co_return Result<void>();
}

}  // namespace cms
