#include "cms_server/use_cases/publication/publish_course.hpp"

#include "core/base/json.hpp"
#include "core/documents/course.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;

core::Error not_publishable() {
    return {
        core::ErrorKind::conflict,
        "course-not-publishable",
        "the course is rejected or in the recycle bin: restore it first"
    };
}

/// Stores the course in its new state with a revision of its own, and what that means for the App. `shown` is
/// what that revision holds: the content, or what the public is to see of it.
Task<Result<StoredDraft>> store(
    CmsUnitOfWork& work,
    Actor actor,
    CourseState before,
    StoredDraft after,
    core::domain::CourseDraft shown,
    std::string action,
    NewPublication told
) {
    const auto version = co_await work.drafts().save(after, actor.name);
    if (!version) co_return version.error();
    const bool published = after.status.state == CourseState::published;
    const bool is_whole = shown == after.content;
    co_await work.drafts().append_revision({after.id, std::move(shown), actor.name, action, published});
    // The newest revision is always what staff work on.
    if (!is_whole) {
        co_await work.drafts().append_revision(
            {after.id, after.content, actor.name, "unpublished changes", false}
        );
    }

    std::string difference;
    core::json::Writer json(difference);
    json.begin_object().key("state").begin_object().member("from", to_string(before));
    json.member("to", to_string(after.status.state)).end_object();
    json.member("revision", told.revision).end_object();
    co_await work.audit().append(course_audit(actor, std::move(action), after.uid, std::move(difference)));

    std::vector<NewPublication> publications;
    publications.push_back(std::move(told));
    const auto queued = co_await work.publications().put(std::move(publications));
    if (!queued) co_return queued.error();
    auto stored = co_await work.drafts().find_by_id(after.id);
    co_return std::move(*stored);
}

/// Publishes a course with a content that may be short of what staff have changed since.
Task<Result<StoredDraft>> publish_as(
    CmsUnitOfWork& work, Actor actor, StoredDraft draft, core::domain::CourseDraft shown
) {
    const auto revision = co_await next_revision(work, draft);
    const auto course = to_course(shown, draft.uid, draft.source, revision);
    if (!course) co_return course.error();

    const auto before = draft.status.state;
    draft.status.state = CourseState::published;
    draft.status.published_revision = draft.last_revision + 1;  // the number of the one appended now
    NewPublication told{
        PublicationKind::course,
        course->uid,
        revision,
        course->name,
        core::documents::course_document(*course)
    };
    co_return co_await store(
        work, actor, before, std::move(draft), std::move(shown), "publish", std::move(told)
    );
}

/// Gives the content of a revision the name by which the public sees its provider: the one written there may
/// mean another provider by now.
Task<void> use_public_provider(CmsUnitOfWork& work, std::string uid, core::domain::CourseDraft& shown) {
    const auto document = co_await work.publications().document(PublicationKind::course, std::move(uid));
    if (!document) co_return;
    const auto course = core::documents::parse_course(*document);
    if (!course) throw std::runtime_error("a published course cannot be read: " + course.error().detail);
    shown.provider = course->provider;
}

Task<Result<StoredDraft>> change_draft(
    CmsUnitOfWork& work, Actor actor, PublicationAction action, StoredDraft draft
) {
    if (action == PublicationAction::publish) co_return co_await publish_draft(work, actor, std::move(draft));
    co_return co_await unpublish_draft(work, actor, std::move(draft));
}

}  // namespace

Task<std::int64_t> next_revision(CmsUnitOfWork& work, const StoredDraft& draft) {
    const auto told = co_await work.publications().find(PublicationKind::course, draft.uid);
    co_return std::max(draft.last_revision, told ? told->revision : 0) + 1;
}

Result<void> check_publishable(const StoredDraft& draft) {
    const auto state = draft.status.state;
    if (state == CourseState::rejected || state == CourseState::binned) return not_publishable();
    const auto course = to_course(draft.content, draft.uid, draft.source, 1);
    if (!course) return course.error();
    return {};
}

Task<Result<StoredDraft>> publish_draft(CmsUnitOfWork& work, Actor actor, StoredDraft draft) {
    if (const auto checked = check_publishable(draft); !checked) co_return checked.error();
    co_await canonicalise_provider(work, draft.content);
    draft.status.publish_at.reset();
    auto shown = draft.content;
    co_return co_await publish_as(work, std::move(actor), std::move(draft), std::move(shown));
}

Task<Result<bool>> publish_fields(
    CmsUnitOfWork& work, Actor actor, StoredDraft draft, core::domain::FieldSet fields
) {
    if (draft.status.state != CourseState::published) co_return false;
    auto revision = co_await work.drafts().find_revision(draft.id, draft.status.published_revision.value());
    if (!revision) co_return false;
    auto& shown = revision->content;
    co_await use_public_provider(work, draft.uid, shown);
    const auto before = shown;
    for (const auto field : fields.list()) copy_field(field, draft.content, shown);
    if (shown == before) co_return false;
    co_await canonicalise_provider(work, shown);
    const auto published = co_await publish_as(work, std::move(actor), std::move(draft), std::move(shown));
    if (!published) co_return published.error();
    co_return true;
}

Task<Result<StoredDraft>> unpublish_draft(CmsUnitOfWork& work, Actor actor, StoredDraft draft) {
    if (draft.status.state != CourseState::published) {
        co_return core::Error{
            core::ErrorKind::conflict, "course-not-published", "the public does not see the course"
        };
    }
    const auto revision = co_await next_revision(work, draft);
    draft.status.state = CourseState::unpublished;
    draft.status.published_revision.reset();
    draft.status.unpublish_at.reset();
    NewPublication told{PublicationKind::course, draft.uid, revision, draft.content.name, std::nullopt};
    auto shown = draft.content;
    co_return co_await store(
        work, actor, CourseState::published, std::move(draft), std::move(shown), "unpublish", std::move(told)
    );
}

Task<Result<StoredDraft>> change_publication(
    CmsDataSource& cms, Actor actor, PublicationAction action, CourseVersion course
) {
    const auto work = co_await cms.begin();
    auto draft = co_await find_unchanged(*work, std::move(course.uid), course.version);
    if (!draft) co_return draft.error();
    auto after = co_await change_draft(*work, actor, action, std::move(*draft));
    if (!after) co_return after.error();
    co_await work->commit();
    co_return after;
}

Task<std::vector<PublicationOutcome>> change_publications(
    CmsDataSource& cms, Actor actor, PublicationAction action, std::vector<CourseVersion> courses
) {
    const auto work = co_await cms.begin();
    std::vector<std::string> uids;
    for (const auto& course : courses) uids.push_back(course.uid);
    std::unordered_map<std::string, StoredDraft> drafts;
    for (auto& draft : co_await work->drafts().find_all_locked(std::move(uids))) {
        auto uid = draft.uid;
        drafts.emplace(std::move(uid), std::move(draft));
    }
    std::vector<PublicationOutcome> outcomes;
    for (auto& course : courses) {
        const auto found = drafts.find(course.uid);
        if (found == drafts.end()) {
            outcomes.push_back({std::move(course.uid), course_not_found()});
        } else if (found->second.version != course.version) {
            outcomes.push_back({std::move(course.uid), course_stale()});
        } else {
            auto after = co_await change_draft(*work, actor, action, found->second);
            outcomes.push_back({std::move(course.uid), std::move(after)});
        }
    }
    co_await work->commit();
    co_return outcomes;
}

}  // namespace cms
