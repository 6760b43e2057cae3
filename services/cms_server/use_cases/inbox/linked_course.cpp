#include "cms_server/use_cases/inbox/linked_course.hpp"

#include "core/base/json.hpp"

namespace cms {

namespace {

using namespace core::data;
using namespace core::domain;
using core::Result;
using core::Task;

}  // namespace

Task<Result<bool>> take_fields(
    CmsUnitOfWork& work, StoredDraft& draft, FieldSet fields, const CourseDraft& theirs, const AuditEntry& by
) {
    StoredDraft after = draft;
    for (const auto field : fields.list()) {
        copy_field(field, theirs, after.content);
        std::erase(after.status.staff_fields, field);
    }
    if (after.content == draft.content) co_return false;
    if (const auto sound = validate(after.content); !sound) co_return sound.error();
    const auto version = co_await work.drafts().save(after, by.actor);
    if (!version) co_return version.error();
    after.version = *version;
    draft = std::move(after);
    NewRevision revision{draft.id, draft.content, by.actor, "scrape", false};
    draft.last_revision = co_await work.drafts().append_revision(std::move(revision));

    AuditEntry entry = by;
    entry.action = "course.take-scrape";
    entry.object_kind = "course";
    entry.object_id = draft.uid;
    std::string difference;
    core::json::Writer json(difference);
    json.begin_object().key("fields").raw(names_of(fields));
    json.member("revision", draft.last_revision).end_object();
    entry.difference = std::move(difference);
    co_await work.audit().append(std::move(entry));
    co_return true;
}

void advance_base(
    InboxCourse& scraped, FieldSet fields, const ScrapedDraft& theirs, const CourseDraft& ours
) {
    if (!scraped.accepted) {
        scraped.accepted.emplace();
        scraped.accepted->url = scraped.newest.url;
    }
    for (const auto field : kCourseFields) {
        if (theirs.stated.has(field) && same(field, theirs.draft, ours)) fields.add(field);
    }
    copy_fields(fields, scraped.newest, *scraped.accepted);
}

std::string names_of(FieldSet fields) {
    std::string out;
    core::json::Writer json(out);
    json.begin_array();
    for (const auto field : fields.list()) json.value(to_string(field));
    json.end_array();
    return out;
}

}  // namespace cms
