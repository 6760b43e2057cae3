#include "cms_server/use_cases/courses/bulk_change.hpp"

#include "cms_server/use_cases/courses/course_states.hpp"
#include "cms_server/use_cases/courses/edit_course.hpp"
#include "cms_server/use_cases/reviews/refresh_reviews.hpp"

#include <algorithm>
#include <map>

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::data::CourseState;
using core::data::StoredDraft;
using core::domain::CourseDraft;

template <class Id>
void add_all(std::vector<Id>& to, const std::vector<Id>& ids) {
    std::vector<Id> united;
    std::set_union(to.begin(), to.end(), ids.begin(), ids.end(), std::back_inserter(united));
    to = std::move(united);
}

template <class Id>
void take_all(std::vector<Id>& from, const std::vector<Id>& ids) {
    std::erase_if(from, [&](Id id) { return std::binary_search(ids.begin(), ids.end(), id); });
}

/// What the action adds to a course: what must be in the framework.
CourseDraft added(const BulkRequest& request) {
    CourseDraft draft;
    draft.level = request.level;
    draft.format = request.format;
    if (request.action == BulkAction::tag) {
        draft.areas = request.areas;
        draft.competencies = request.competencies;
    }
    return draft;
}

Result<CourseChange> edited(const StoredDraft& before, const BulkRequest& request) {
    if (before.status.state == CourseState::binned) {
        return core::Error{
            core::ErrorKind::conflict,
            "course-not-editable",
            "the course is in the recycle bin: restore it first"
        };
    }
    CourseChange change{before.content, before.status, "edit", "edit"};
    auto& content = change.content;
    if (request.action == BulkAction::untag) {
        take_all(content.areas, request.areas);
        take_all(content.competencies, request.competencies);
    } else {
        add_all(content.areas, request.areas);
        add_all(content.competencies, request.competencies);
        if (request.level) content.level = request.level;
        if (request.format) content.format = request.format;
        if (request.provider) content.provider = request.provider;
    }
    if (const auto valid = validate(content); !valid) return valid.error();
    mark_staff_fields(change.status, before.content, content);
    return change;
}

Result<CourseChange> stepped(const StoredDraft& before, std::string action, const StateStep& step) {
    auto status = step(before.status);
    if (!status) return status.error();
    return CourseChange{before.content, std::move(*status), action, action};
}

Result<CourseChange> change_of(const StoredDraft& before, const BulkRequest& request, core::Instant now) {
    switch (request.action) {
        case BulkAction::reject: return stepped(before, "reject", reject_step(request.reason));
        case BulkAction::bin: return stepped(before, "bin", bin_step(now));
        case BulkAction::restore: return stepped(before, "restore", restore_step());
        case BulkAction::tag:
        case BulkAction::untag:
        case BulkAction::set_level:
        case BulkAction::set_format:
        case BulkAction::set_provider: break;
    }
    return edited(before, request);
}

}  // namespace

Task<Result<std::vector<BulkOutcome>>> bulk_change(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    BulkRequest request,
    core::Instant now
) {
    const auto checked = co_await check_new_references(framework, added(request), {});
    if (!checked) co_return checked.error();
    const auto words = co_await words_of(framework);
    const auto work = co_await cms.begin();
    if (request.provider) {
        CourseDraft named;
        named.provider = request.provider;
        co_await canonicalise_provider(*work, named);
        request.provider = named.provider;
    }
    std::vector<std::string> uids;
    for (const auto& item : request.items) uids.push_back(item.uid);
    std::map<std::string, StoredDraft> drafts;
    for (auto& draft : co_await work->drafts().find_all_locked(std::move(uids))) {
        auto uid = draft.uid;
        drafts.emplace(std::move(uid), std::move(draft));
    }
    std::vector<BulkOutcome> outcomes;
    std::vector<std::string> changed;
    for (const auto& item : request.items) {
        const auto at = drafts.find(item.uid);
        if (at == drafts.end()) {
            outcomes.push_back({item.uid, course_not_found()});
            continue;
        }
        if (at->second.version != item.version) {
            outcomes.push_back({item.uid, course_stale()});
            continue;
        }
        auto change = change_of(at->second, request, now);
        if (!change) {
            outcomes.push_back({item.uid, change.error()});
            continue;
        }
        const auto after = co_await apply_change(*work, actor, at->second, std::move(*change));
        if (!after) co_return after.error();
        outcomes.push_back({item.uid, after->version});
        changed.push_back(item.uid);
    }
    co_await refresh_reviews(*work, std::move(changed), words);
    co_await work->commit();
    co_return outcomes;
}

}  // namespace cms
