#include "cms_server/use_cases/courses/merge_courses.hpp"

#include "cms_server/use_cases/courses/course_states.hpp"
#include "cms_server/use_cases/courses/edit_course.hpp"
#include "cms_server/use_cases/reviews/refresh_reviews.hpp"

#include <algorithm>

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::data::CourseState;
using core::data::StoredDraft;
using core::domain::CourseDraft;

core::Error merge_error(core::ErrorKind kind, std::string code, std::string detail) {
    core::Error error{kind, code, detail};
    error.fields.push_back({core::FaultPlace::body, "/into", std::move(code), std::move(detail)});
    return error;
}

template <class Id>
void unite(std::vector<Id>& to, const std::vector<Id>& from) {
    std::vector<Id> united;
    std::set_union(to.begin(), to.end(), from.begin(), from.end(), std::back_inserter(united));
    to = std::move(united);
}

CourseDraft united(CourseDraft survivor, const CourseDraft& other, const MergeRequest& request) {
    for (const auto field : request.fields) {
        const bool is_tag =
            field == core::domain::CourseField::areas || field == core::domain::CourseField::competencies;
        if (!is_tag) copy_field(field, other, survivor);
    }
    unite(survivor.areas, other.areas);
    unite(survivor.competencies, other.competencies);
    return survivor;
}

const StoredDraft* find_in(const std::vector<StoredDraft>& drafts, const std::string& uid) {
    const auto at =
        std::find_if(drafts.begin(), drafts.end(), [&](const StoredDraft& d) { return d.uid == uid; });
    return at == drafts.end() ? nullptr : &*at;
}

}  // namespace

Task<Result<MergedCourses>> merge_courses(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    MergeRequest request,
    core::Instant now
) {
    if (request.into == uid) {
        co_return merge_error(
            core::ErrorKind::invalid_input, "merge-with-itself", "a course cannot be merged into itself"
        );
    }
    const auto words = co_await words_of(framework);
    const auto work = co_await cms.begin();
    std::vector<std::string> uids;
    uids.push_back(uid);
    uids.push_back(request.into);
    const auto drafts = co_await work->drafts().find_all_locked(std::move(uids));
    const StoredDraft* loser = find_in(drafts, uid);
    const StoredDraft* survivor = find_in(drafts, request.into);
    if (loser == nullptr) co_return course_not_found();
    if (survivor == nullptr) {
        co_return merge_error(core::ErrorKind::invalid_input, "unknown-course", "is not a course");
    }
    if (loser->version != version || survivor->version != request.into_version) co_return course_stale();
    if (loser->status.state == CourseState::binned || survivor->status.state == CourseState::binned) {
        co_return merge_error(
            core::ErrorKind::conflict, "course-is-binned", "one of the courses is in the recycle bin"
        );
    }
    auto binned = bin_step(now)(loser->status);
    if (!binned) co_return binned.error();
    binned->merged_into = survivor->uid;

    auto content = united(survivor->content, loser->content, request);
    auto status = survivor->status;
    mark_staff_fields(status, survivor->content, content);
    // What was gone under one address is still offered under the other.
    if (!loser->status.gone_at) status.gone_at.reset();
    const auto from = loser->id;
    const auto to = survivor->id;
    auto kept = co_await apply_change(
        *work, actor, *survivor, {std::move(content), std::move(status), "merge", "merge " + loser->uid}
    );
    if (!kept) co_return kept.error();
    auto put_away = co_await apply_change(
        *work, actor, *loser, {loser->content, std::move(*binned), "merge", "merge into " + survivor->uid}
    );
    if (!put_away) co_return put_away.error();
    co_await work->drafts().move_sources(from, to);
    co_await refresh_reviews(*work, {kept->uid, put_away->uid}, words);
    co_await work->commit();
    co_return MergedCourses{std::move(*kept), std::move(*put_away)};
}

}  // namespace cms
