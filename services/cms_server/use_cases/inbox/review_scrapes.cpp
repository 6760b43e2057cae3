#include "cms_server/use_cases/inbox/review_scrapes.hpp"

#include "cms_server/use_cases/inbox/linked_course.hpp"
#include "cms_server/use_cases/publication/publish_course.hpp"
#include "cms_server/use_cases/reviews/refresh_reviews.hpp"

namespace cms {

using namespace core::data;
using namespace core::domain;
using core::Result;
using core::Task;

namespace {

/// The course that a page stands for, as its row says and by what became of it.
struct Link {
    std::optional<std::string> written;
    std::optional<std::string> course;
};

}  // namespace

ScrapeReviewer::ScrapeReviewer(CmsUnitOfWork& work, const Vocabulary& vocabulary, AuditEntry by)
    : work_(work), vocabulary_(vocabulary), comparer_(work, vocabulary), by_(std::move(by)) {}

Task<Result<void>> ScrapeReviewer::review(std::vector<InboxCourse> scraped) {
    co_await load_drafts(scraped);
    std::vector<ReviewMark> marks;
    for (auto& one : scraped) {
        auto mark = co_await review_one(one);
        if (!mark) co_return mark.error();
        mark->by_rules = true;
        marks.push_back(std::move(*mark));
    }
    co_await work_.inbox().mark_reviewed(std::move(marks));
    co_return Result<void>();
}

Task<void> ScrapeReviewer::finish() {
    std::vector<std::string> uids(changed_.begin(), changed_.end());
    changed_.clear();
    if (!uids.empty()) co_await refresh_reviews(work_, std::move(uids), vocabulary_);
}

/// Loads and locks the courses, each once, and then the pages, which somebody may have decided about
/// meanwhile; a merged course is replaced by its survivor in `row`.
Task<void> ScrapeReviewer::load_drafts(std::vector<InboxCourse>& scraped) {
    drafts_.clear();
    std::set<std::string> uids;
    std::vector<std::int64_t> ids;
    std::map<std::int64_t, Link> links;
    for (const auto& one : scraped) {
        const auto found = co_await find_link(work_, one.row);
        Link link{one.row.course_uid, found ? *found : std::nullopt};
        if (link.course) uids.insert(*link.course);
        ids.push_back(one.row.id);
        links.emplace(one.row.id, std::move(link));
    }
    auto drafts = co_await work_.drafts().find_all_locked({uids.begin(), uids.end()});
    for (auto& draft : drafts) {
        std::string uid = draft.uid;
        drafts_.emplace(std::move(uid), std::move(draft));
    }
    scraped = co_await work_.inbox().find_all_locked(std::move(ids));
    std::erase_if(scraped, [&](const InboxCourse& one) {
        const bool put_away = one.row.state == InboxState::gone || one.row.state == InboxState::rejected;
        return put_away || one.row.course_uid != links.at(one.row.id).written;
    });
    for (auto& one : scraped) one.row.course_uid = links.at(one.row.id).course;
}

Task<Result<ReviewMark>> ScrapeReviewer::review_one(InboxCourse& scraped) {
    auto& row = scraped.row;
    const auto found = row.course_uid ? drafts_.find(*row.course_uid) : drafts_.end();
    // cppcheck-suppress derefInvalidIterator  ; looked at behind the comparison alone
    if (found == drafts_.end() || found->second.status.state == CourseState::rejected) {
        // Staff decided about the course, and with it about its page.
        row.state = InboxState::rejected;
        row.offers = 0;
        row.conflicts = 0;
        co_return mark_of(row);
    }
    // cppcheck-suppress derefInvalidIterator  ; the end has left above
    StoredDraft& draft = found->second;
    if (draft.status.gone_at) {
        draft.status.gone_at.reset();
        const auto version = co_await work_.drafts().save(draft, by_.actor);
        if (!version) co_return version.error();
        draft.version = *version;
    }
    auto comparison = co_await comparer_.compare(scraped, &draft);
    std::optional<ScrapedCourse> accepted;
    if (!comparison.by_rule.empty() && draft.status.state != CourseState::binned) {
        const auto done = co_await take(scraped, draft, comparison);
        if (!done) co_return done.error();
        accepted = scraped.accepted;
    }
    const auto settled = row.state == InboxState::accepted ? InboxState::accepted : InboxState::unchanged;
    settle(scraped, comparison.review, settled);
    auto mark = mark_of(row);
    mark.accepted = std::move(accepted);
    co_return mark;
}

Task<Result<void>> ScrapeReviewer::take(InboxCourse& scraped, StoredDraft& draft, Comparison& comparison) {
    AuditEntry by = by_;
    by.actor_id.reset();
    by.actor = "rule:" + scraped.row.spider;
    const auto fields = comparison.by_rule;
    const auto taken = co_await take_fields(work_, draft, fields, comparison.theirs.draft, by);
    if (!taken && taken.error().kind == core::ErrorKind::invalid_input) co_return Result<void>();
    if (!taken) co_return taken.error();
    if (*taken) {
        ++taken_;
        changed_.insert(draft.uid);
        const auto published = co_await publish(draft, comparison.to_public, by);
        if (!published) co_return published.error();
    }
    advance_base(scraped, fields, comparison.theirs, draft.content);
    comparison = co_await comparer_.compare(scraped, &draft);
    co_return Result<void>();
}

Task<Result<void>> ScrapeReviewer::publish(StoredDraft& draft, FieldSet fields, const AuditEntry& by) {
    if (fields.empty()) co_return Result<void>();
    Actor rule;
    rule.name = by.actor;
    rule.client = by.client;
    rule.request_id = by.request_id;
    const auto published = co_await publish_fields(work_, std::move(rule), draft, fields);
    // What may not be published as it is waits for a person.
    if (!published && published.error().kind == core::ErrorKind::invalid_input) co_return Result<void>();
    if (!published) co_return published.error();
    if (*published) {
        auto stored = co_await work_.drafts().find(draft.uid);
        draft = std::move(stored).value();
    }
    co_return Result<void>();
}

}  // namespace cms
