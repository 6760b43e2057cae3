#include "cms_server/use_cases/inbox/linked_course.hpp"

#include "core/base/json.hpp"

namespace cms {

namespace {

using namespace core::data;
using namespace core::domain;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;

/// Merged courses may have been merged again; nobody merges so often.
constexpr int kMostMerges = 16;

FieldSet to_set(const std::vector<CourseField>& fields) {
    FieldSet set;
    for (const auto field : fields) set.add(field);
    return set;
}

}  // namespace

Task<Comparison> Comparer::compare(const InboxCourse& scraped, const StoredDraft* ours) {
    Comparison out;
    if (scraped.accepted) out.base = to_draft(*scraped.accepted, vocabulary_);
    out.theirs = to_draft(scraped.newest, vocabulary_);
    co_await use_canonical_provider(out.base.draft);
    co_await use_canonical_provider(out.theirs.draft);
    out.review = ours == nullptr
                     ? review_new(out.theirs)
                     : review(out.base, out.theirs, ours->content, to_set(ours->status.staff_fields));
    const auto* rules = co_await rules_of(scraped.row.spider);
    out.by_rule = apply_rules(out.review, *rules);
    co_return out;
}

Task<void> Comparer::use_canonical_provider(CourseDraft& draft) {
    if (!draft.provider) co_return;
    auto known = providers_.find(*draft.provider);
    if (known == providers_.end()) {
        const auto provider = co_await session_.providers().find_by_name(*draft.provider);
        std::string name = provider ? provider->name : *draft.provider;
        known = providers_.emplace(*draft.provider, std::move(name)).first;
    }
    draft.provider = known->second;
}

Task<const std::vector<FieldRule>*> Comparer::rules_of(std::string spider) {
    auto known = rules_.find(spider);
    if (known == rules_.end()) {
        auto source = co_await session_.inbox().find_rules(spider);
        auto rules = source ? std::move(source->rules) : std::vector<FieldRule>();
        known = rules_.emplace(std::move(spider), std::move(rules)).first;
    }
    co_return &known->second;
}

Task<Result<std::optional<std::string>>> find_link(CmsReadSession& session, const InboxRow& row) {
    std::optional<std::string> uid = row.course_uid;
    const auto links = co_await session.drafts().find_sources(row.spider, {row.url});
    for (const auto& link : links) {
        if (!link.course && !uid) {
            co_return Error{
                ErrorKind::conflict, "course-discarded", "the course of this page was discarded for good"
            };
        }
        if (link.uid) uid = link.uid;
    }
    for (int i = 0; uid && i < kMostMerges; ++i) {
        const auto draft = co_await session.drafts().find(*uid);
        if (!draft) {
            co_return Error{
                ErrorKind::conflict, "course-discarded", "the course of this page was discarded for good"
            };
        }
        if (!draft->status.merged_into) break;
        uid = draft->status.merged_into;
    }
    co_return uid;
}

Task<Result<bool>> take_fields(
    CmsUnitOfWork& work, StoredDraft& draft, FieldSet fields, const CourseDraft& theirs, const AuditEntry& by
) {
    const CourseDraft before = draft.content;
    for (const auto field : fields.list()) {
        copy_field(field, theirs, draft.content);
        std::erase(draft.status.staff_fields, field);
    }
    if (draft.content == before) co_return false;
    if (const auto sound = validate(draft.content); !sound) co_return sound.error();
    const auto version = co_await work.drafts().save(draft, by.actor);
    if (!version) co_return version.error();
    draft.version = *version;
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

std::int32_t count_of(FieldSet fields) {
    return static_cast<std::int32_t>(fields.list().size());
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
