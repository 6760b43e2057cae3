#include "cms_server/use_cases/courses/course_states.hpp"

#include "cms_server/use_cases/reviews/refresh_reviews.hpp"

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::data::CourseState;
using core::data::DraftStatus;
using core::data::StoredDraft;

core::Error wrong_state(std::string code, std::string detail) {
    return {core::ErrorKind::conflict, std::move(code), std::move(detail)};
}

/// The public must not go on seeing what staff have put away.
Result<void> not_published(const DraftStatus& status) {
    if (status.state != CourseState::published) return {};
    return wrong_state("course-is-published", "the public sees the course: unpublish it first");
}

}  // namespace

StateStep reject_step(std::string reason) {
    return [reason = std::move(reason)](DraftStatus status) -> Result<DraftStatus> {
        if (const auto hidden = not_published(status); !hidden) return hidden.error();
        if (status.state == CourseState::binned) {
            return wrong_state("course-is-binned", "the course is in the recycle bin: restore it first");
        }
        status.state = CourseState::rejected;
        status.rejection = reason;
        status.publish_at.reset();
        status.unpublish_at.reset();
        return status;
    };
}

StateStep bin_step(core::Instant now) {
    return [now](DraftStatus status) -> Result<DraftStatus> {
        if (const auto hidden = not_published(status); !hidden) return hidden.error();
        if (status.state == CourseState::binned) return status;
        status.state_before_bin = status.state;
        status.state = CourseState::binned;
        status.binned_at = now;
        status.publish_at.reset();
        status.unpublish_at.reset();
        return status;
    };
}

StateStep restore_step() {
    return [](DraftStatus status) -> Result<DraftStatus> {
        if (status.state == CourseState::rejected) {
            status.state = CourseState::draft;
        } else if (status.state == CourseState::binned) {
            status.state = status.state_before_bin.value_or(CourseState::draft);
        } else {
            return wrong_state("course-not-binned", "the course is neither in the recycle bin nor rejected");
        }
        if (status.state != CourseState::rejected) status.rejection.reset();
        status.binned_at.reset();
        status.state_before_bin.reset();
        status.merged_into.reset();
        return status;
    };
}

Task<Result<StoredDraft>> change_state(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    std::string action,
    StateStep step
) {
    const auto words = co_await words_of(framework);
    const auto work = co_await cms.begin();
    auto before = co_await find_unchanged(*work, std::move(uid), version);
    if (!before) co_return before.error();
    auto status = step(before->status);
    if (!status) co_return status.error();
    CourseChange change{before->content, std::move(*status), action, action};
    auto after = co_await apply_change(*work, actor, std::move(*before), std::move(change));
    if (!after) co_return after.error();
    co_await refresh_reviews(*work, {after->uid}, words);
    co_await work->commit();
    co_return after;
}

Task<std::size_t> purge_bin(
    core::data::CmsDataSource& cms, core::Instant now, std::chrono::hours retention, int limit
) {
    const auto work = co_await cms.begin();
    const auto purged = co_await work->drafts().purge(now - retention, limit);
    for (const auto& uid : purged) co_await work->audit().append(course_audit({}, "purge", uid, "{}"));
    co_await refresh_reviews(*work, purged, {});
    co_await work->commit();
    co_return purged.size();
}

}  // namespace cms
