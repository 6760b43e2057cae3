#include "cms_server/use_cases/courses/edit_course.hpp"

#include "cms_server/dto/courses/field_json.hpp"
#include "cms_server/use_cases/reviews/refresh_reviews.hpp"
#include "core/base/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::data::CourseState;
using core::data::StoredDraft;
using core::domain::CourseDraft;

constexpr std::size_t kUidBytes = 12;

core::Error not_editable() {
    return {
        core::ErrorKind::conflict, "course-not-editable", "the course is in the recycle bin: restore it first"
    };
}

Task<EditConflict> conflict(
    core::data::CmsUnitOfWork& work, StoredDraft current, std::int64_t version, DraftEdit edit
) {
    EditConflict out;
    const auto base = co_await work.drafts().find_revision_at(current.id, version);
    if (base && version < current.version) {
        out.base = base->content;
        auto yours = edit(base->content);
        if (yours) out.yours = std::move(*yours);
    }
    out.current = std::move(current);
    co_return out;
}

}  // namespace

void mark_staff_fields(core::data::DraftStatus& status, const CourseDraft& before, const CourseDraft& after) {
    for (const auto field : changed_fields(before, after)) {
        auto& fields = status.staff_fields;
        const auto at = std::lower_bound(fields.begin(), fields.end(), field);
        if (at == fields.end() || *at != field) fields.insert(at, field);
    }
}

Task<Result<StoredDraft>> create_course(
    core::data::CmsDataSource& cms, Actor actor, FrameworkSource framework, CourseDraft content
) {
    const auto checked = co_await check_new_references(framework, content, {});
    if (!checked) co_return checked.error();
    const auto work = co_await cms.begin();
    co_await canonicalise_provider(*work, content);
    core::data::NewDraft draft;
    draft.uid = core::random_token(kUidBytes);
    mark_staff_fields(draft.status, {}, content);
    draft.content = std::move(content);
    draft.author = actor.name;
    auto stored = co_await work->drafts().insert(std::move(draft));
    if (!stored) co_return stored.error();
    auto difference = difference_json({}, stored->content);
    co_await work->audit().append(course_audit(actor, "create", stored->uid, std::move(difference)));
    co_await work->commit();
    co_return stored;
}

Task<Result<EditOutcome>> edit_course(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    DraftEdit edit
) {
    const auto words = co_await words_of(framework);
    const auto work = co_await cms.begin();
    auto before = co_await work->drafts().find_locked(std::move(uid));
    if (!before) co_return course_not_found();
    if (before->version != version) {
        co_return EditOutcome(co_await conflict(*work, std::move(*before), version, std::move(edit)));
    }
    if (before->status.state == CourseState::binned) co_return not_editable();
    auto content = edit(before->content);
    if (!content) co_return content.error();
    const auto checked = co_await check_new_references(framework, *content, before->content);
    if (!checked) co_return checked.error();
    co_await canonicalise_provider(*work, *content);
    auto status = before->status;
    mark_staff_fields(status, before->content, *content);
    auto after = co_await apply_change(
        *work, actor, std::move(*before), {std::move(*content), std::move(status), "edit", "edit"}
    );
    if (!after) co_return after.error();
    co_await refresh_reviews(*work, {after->uid}, words);
    co_await work->commit();
    co_return EditOutcome(std::move(*after));
}

Task<Result<StoredDraft>> restore_revision(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    std::string uid,
    std::int64_t version,
    std::int64_t number
) {
    const auto words = co_await words_of(framework);
    const auto work = co_await cms.begin();
    auto before = co_await find_unchanged(*work, std::move(uid), version);
    if (!before) co_return before.error();
    if (before->status.state == CourseState::binned) co_return not_editable();
    auto revision = co_await work->drafts().find_revision(before->id, number);
    if (!revision) {
        co_return core::Error{
            core::ErrorKind::not_found,
            "revision-not-found",
            "the course has no revision of this number",
            {{core::FaultPlace::path, "number", "unknown-value", "is not a revision of the course"}}
        };
    }
    // The framework may have lost what the revision refers to.
    const auto checked = co_await check_new_references(framework, revision->content, before->content);
    if (!checked) co_return checked.error();
    auto status = before->status;
    mark_staff_fields(status, before->content, revision->content);
    auto after = co_await apply_change(
        *work,
        actor,
        std::move(*before),
        {std::move(revision->content),
         std::move(status),
         "restore-revision",
         fmt::format("restore revision {}", number)}
    );
    if (!after) co_return after.error();
    co_await refresh_reviews(*work, {after->uid}, words);
    co_await work->commit();
    co_return after;
}

}  // namespace cms
