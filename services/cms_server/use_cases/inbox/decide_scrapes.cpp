#include "cms_server/use_cases/inbox/decide_scrapes.hpp"

#include "cms_server/use_cases/inbox/linked_course.hpp"
#include "core/base/json.hpp"

#include <set>

namespace cms {

namespace {

using namespace core::data;
using namespace core::domain;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;

/// Stores the decision with its audit entry, and commits.
Task<Result<InboxCourse>> finish(CmsUnitOfWork& work, InboxCourse entry, AuditEntry by) {
    const auto saved = co_await work.inbox().save(entry);
    if (!saved) co_return saved.error();
    entry.row.version = *saved;
    by.object_kind = "inbox-entry";
    by.object_id = std::to_string(entry.row.id);
    co_await work.audit().append(std::move(by));
    co_await work.commit();
    co_return entry;
}

Result<InboxCourse> checked(std::optional<InboxCourse> entry, std::int64_t version) {
    if (!entry) return Error{ErrorKind::not_found, "inbox-entry-not-found", "there is no such entry"};
    if (entry->row.version != version) return entry_stale();
    return std::move(*entry);
}

}  // namespace

core::Error entry_stale() {
    return {ErrorKind::version_mismatch, "stale-version", "the entry was changed meanwhile"};
}

Task<Result<InboxCourse>> see_entry(CmsUnitOfWork& work, std::int64_t id, std::int64_t version) {
    co_return checked(co_await work.inbox().find(id), version);
}

Task<Result<InboxCourse>> find_entry(CmsUnitOfWork& work, std::int64_t id, std::int64_t version) {
    co_return checked(co_await work.inbox().find_locked(id), version);
}

Task<void> lock_entries(CmsDataSource& source, std::vector<std::int64_t> ids) {
    const auto work = co_await source.begin();
    std::set<std::string> spiders;
    std::vector<std::string> uids;
    for (const auto id : ids) {
        const auto entry = co_await work->inbox().find(id);
        if (!entry) continue;
        spiders.insert(entry->row.spider);
        const auto link = co_await find_link(*work, entry->row);
        if (link && *link) uids.push_back(**link);
    }
    for (const auto& spider : spiders) co_await work->inbox().find_rules_locked(spider);
    co_await work->drafts().find_all_locked(std::move(uids));
    co_await work->inbox().find_all_locked(std::move(ids));
    co_await work->commit();
}

Task<Result<InboxCourse>> reject_scrape(
    CmsDataSource& source, std::int64_t id, std::int64_t version, std::string reason, AuditEntry by
) {
    const auto work = co_await source.begin();
    auto entry = co_await find_entry(*work, id, version);
    if (!entry) co_return entry.error();
    if (entry->row.state == InboxState::rejected) {
        co_return Error{ErrorKind::conflict, "entry-rejected", "the entry is rejected already"};
    }
    by.action = "inbox.reject";
    core::json::Writer(by.difference = "")
        .begin_object()
        .member("from", to_string(entry->row.state))
        .member("reason", reason)
        .end_object();
    entry->row.state = InboxState::rejected;
    entry->row.rejection = std::move(reason);
    entry->row.offers = 0;
    entry->row.conflicts = 0;
    co_return co_await finish(*work, std::move(*entry), std::move(by));
}

Task<Result<InboxCourse>> reopen_scrape(
    CmsDataSource& source, std::int64_t id, std::int64_t version, Vocabulary vocabulary, AuditEntry by
) {
    const auto work = co_await source.begin();
    auto entry = co_await see_entry(*work, id, version);
    if (!entry) co_return entry.error();
    if (entry->row.state != InboxState::rejected) {
        co_return Error{ErrorKind::conflict, "entry-not-rejected", "the entry is not rejected"};
    }
    const auto link = co_await find_link(*work, entry->row);
    if (!link) co_return link.error();
    std::optional<StoredDraft> draft;
    if (*link) draft = co_await work->drafts().find_locked(**link);
    entry = co_await find_entry(*work, id, version);
    if (!entry) co_return entry.error();
    const auto still = co_await find_link(*work, entry->row);
    if (!still || *still != *link) co_return entry_stale();
    entry->row.course_uid = *link;
    entry->row.rejection.reset();
    entry->row.state = InboxState::fresh;
    if (draft) {
        const auto comparison = co_await Comparer(*work, vocabulary).compare(*entry, &*draft);
        settle(*entry, comparison.review, InboxState::unchanged);
    }
    by.action = "inbox.reopen";
    co_return co_await finish(*work, std::move(*entry), std::move(by));
}

}  // namespace cms
