#include "cms_server/use_cases/inbox/accept_scrape.hpp"

#include "cms_server/use_cases/inbox/decide_scrapes.hpp"
#include "cms_server/use_cases/inbox/linked_course.hpp"
#include "cms_server/use_cases/reviews/refresh_reviews.hpp"
#include "core/base/digest.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>

namespace cms {

namespace {

using namespace core::data;
using namespace core::domain;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;

constexpr std::size_t kUidBytes = 12;

Error refused(std::string pointer, std::string code, std::string detail) {
    Error error{ErrorKind::invalid_input, code, detail};
    error.fields.push_back({core::FaultPlace::body, std::move(pointer), std::move(code), std::move(detail)});
    return error;
}

/// Every field must be one the site says something about.
Result<void> check_stated(FieldSet fields, std::string_view member, FieldSet stated) {
    for (const auto field : fields.list()) {
        if (stated.has(field)) continue;
        return refused(
            fmt::format("/{}", member),
            "nothing-offered",
            fmt::format("the site gives no {} that is understood", to_string(field))
        );
    }
    return {};
}

Result<void> check_editable(const StoredDraft& draft) {
    if (draft.status.state == CourseState::rejected || draft.status.state == CourseState::binned) {
        return Error{
            ErrorKind::conflict,
            "course-not-editable",
            fmt::format("the course is {}; restore it first", to_string(draft.status.state))
        };
    }
    return {};
}

/// The uid to use: the linked course's, the one asked for, or none for a new course.
Task<Result<std::optional<std::string>>> choose_course(
    CmsUnitOfWork& work, const InboxRow& row, const std::optional<std::string>& asked
) {
    auto linked = co_await find_link(work, row);
    if (!linked) co_return linked.error();
    if (!*linked || !asked || **linked == *asked) {
        co_return *linked ? *linked : asked;
    }
    co_return Error{ErrorKind::conflict, "already-linked", "the page stands for another course"};
}

/// A new draft of what was chosen; it has the spider as its source and the page as its origin.
Task<Result<StoredDraft>> create_draft(
    CmsUnitOfWork& work, const InboxRow& row, FieldSet fields, const CourseDraft& theirs, std::string author
) {
    NewDraft draft;
    draft.uid = core::random_token(kUidBytes);
    draft.source = row.spider;
    draft.source_url = row.url;
    for (const auto field : fields.list()) copy_field(field, theirs, draft.content);
    draft.author = std::move(author);
    if (const auto sound = validate(draft.content); !sound) co_return sound.error();
    co_return co_await work.drafts().insert(std::move(draft));
}

std::string difference_of(const Accepted& accepted, FieldSet taken, FieldSet kept) {
    std::string out;
    core::json::Writer json(out);
    json.begin_object().member("course_uid", accepted.course_uid).member("created", accepted.created);
    json.key("taken").raw(names_of(taken)).key("kept").raw(names_of(kept)).end_object();
    return out;
}

}  // namespace

Task<Result<Accepted>> accept_scrape(
    CmsDataSource& source,
    std::int64_t id,
    std::int64_t version,
    Acceptance what,
    Vocabulary vocabulary,
    AuditEntry by
) {
    const auto work = co_await source.begin();
    auto entry = co_await see_entry(*work, id, version);
    if (!entry) co_return entry.error();
    if (entry->row.state == InboxState::rejected) {
        co_return Error{ErrorKind::conflict, "entry-rejected", "the entry is rejected; reopen it first"};
    }
    const auto uid = co_await choose_course(*work, entry->row, what.course_uid);
    if (!uid) co_return uid.error();
    std::optional<StoredDraft> draft;
    if (*uid) {
        draft = co_await work->drafts().find_locked(**uid);
        if (!draft) co_return refused("/course_uid", "unknown-course", "there is no such course");
        if (const auto editable = check_editable(*draft); !editable) co_return editable.error();
    }
    entry = co_await find_entry(*work, id, version);
    if (!entry) co_return entry.error();
    const auto still = co_await choose_course(*work, entry->row, what.course_uid);
    if (!still || *still != *uid) co_return entry_stale();
    Comparer comparer(*work, vocabulary);
    auto comparison = co_await comparer.compare(*entry, draft ? &*draft : nullptr);
    const FieldSet stated = comparison.theirs.stated;
    const FieldSet taken = what.fields.value_or(comparison.review.with(FieldOutcome::offered));
    for (const auto& [fields, member] : {std::pair(taken, "fields"), std::pair(what.keep, "keep")}) {
        if (const auto sound = check_stated(fields, member, stated); !sound) co_return sound.error();
    }

    Accepted accepted;
    if (draft) {
        const auto changed = co_await take_fields(*work, *draft, taken, comparison.theirs.draft, by);
        if (!changed) co_return changed.error();
    } else {
        auto created = co_await create_draft(*work, entry->row, taken, comparison.theirs.draft, by.actor);
        if (!created) co_return created.error();
        draft = std::move(*created);
        accepted.created = true;
    }
    accepted.course_uid = draft->uid;
    accepted.course_version = draft->version;

    FieldSet decided = taken;
    for (const auto field : what.keep.list()) decided.add(field);
    advance_base(*entry, decided, comparison.theirs, draft->content);
    entry->row.course_uid = draft->uid;
    comparison = co_await comparer.compare(*entry, &*draft);
    settle(*entry, comparison.review, InboxState::accepted);
    const auto saved = co_await work->inbox().save(*entry);
    if (!saved) co_return saved.error();
    entry->row.version = *saved;
    co_await refresh_reviews(*work, {draft->uid}, vocabulary);
    accepted.entry = std::move(*entry);

    by.action = "inbox.accept";
    by.object_kind = "inbox-entry";
    by.object_id = std::to_string(id);
    by.difference = difference_of(accepted, taken, what.keep);
    co_await work->audit().append(std::move(by));
    co_await work->commit();
    co_return accepted;
}

}  // namespace cms
