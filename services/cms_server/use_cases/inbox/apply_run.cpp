#include "cms_server/use_cases/inbox/apply_run.hpp"

#include "cms_server/use_cases/inbox/linked_course.hpp"

#include <map>
#include <set>

namespace cms {

namespace {

using namespace core::data;
using namespace core::domain;
using core::Result;
using core::Task;

// Each statement takes well under a second, whatever the size of the run.
constexpr int kItemsAtOnce = 2'000;
constexpr int kReviewsAtOnce = 200;
constexpr int kGoneAtOnce = 1'000;
constexpr int kDroppedAtOnce = 10'000;

void add(RunEffect& sum, const RunEffect& more) {
    sum.added += more.added;
    sum.changed += more.changed;
    sum.unchanged += more.unchanged;
    sum.rejected += more.rejected;
}

/// One application of a run, and what its steps share.
class Application {
public:
    Application(
        CmsUnitOfWork& work, ScrapeRun& run, const Vocabulary& vocabulary, AuditEntry by, core::Instant now
    )
        : work_(work), run_(run), comparer_(work, vocabulary), by_(std::move(by)), now_(now) {}

    Task<void> match() {
        std::string after;
        for (;;) {
            const auto batch = co_await work_.inbox().apply_staged(run_.number, after, kItemsAtOnce);
            add(run_.effect, batch.effect);
            if (batch.taken < kItemsAtOnce) break;
            after = batch.last_url;
        }
    }

    Task<Result<void>> review() {
        std::int64_t after = 0;
        for (;;) {
            auto due = co_await work_.inbox().list_due(run_.number, after, kReviewsAtOnce);
            if (due.empty()) break;
            after = due.back().row.id;
            const auto reviewed = co_await review_batch(std::move(due));
            if (!reviewed) co_return reviewed.error();
        }
        co_return Result<void>();
    }

    Task<Result<void>> mark_gone() {
        for (;;) {
            const auto lost = co_await work_.inbox().mark_gone(run_.number, kGoneAtOnce);
            run_.effect.gone += static_cast<std::int64_t>(lost.size());
            std::set<std::string> uids;
            for (const auto& row : lost) {
                if (row.course_uid) uids.insert(*row.course_uid);
            }
            for (const auto& uid : uids) {
                const auto told = co_await tell_gone(uid);
                if (!told) co_return told.error();
            }
            if (lost.size() < static_cast<std::size_t>(kGoneAtOnce)) break;
        }
        co_return Result<void>();
    }

    Task<void> forget_items() {
        while (co_await work_.inbox().drop_staged(run_.number, kDroppedAtOnce) == kDroppedAtOnce) {
        }
    }

private:
    /// Loads and locks the courses, each once; a merged one is replaced by its survivor in `row`.
    Task<void> load_drafts(std::vector<InboxCourse>& scraped) {
        drafts_.clear();
        std::vector<std::string> uids;
        for (auto& one : scraped) {
            const auto link = co_await find_link(work_, one.row);
            if (!link || !*link) {
                one.row.course_uid.reset();
                continue;
            }
            one.row.course_uid = *link;
            if (drafts_.emplace(**link, StoredDraft{}).second) uids.push_back(**link);
        }
        drafts_.clear();
        auto drafts = co_await work_.drafts().find_all_locked(std::move(uids));
        for (auto& draft : drafts) {
            std::string uid = draft.uid;
            drafts_.emplace(std::move(uid), std::move(draft));
        }
    }

    Task<Result<void>> review_batch(std::vector<InboxCourse> scraped) {
        co_await load_drafts(scraped);
        std::vector<ReviewMark> marks;
        for (auto& one : scraped) {
            auto mark = co_await review_one(one);
            if (!mark) co_return mark.error();
            marks.push_back(std::move(*mark));
        }
        co_await work_.inbox().mark_reviewed(std::move(marks));
        co_return Result<void>();
    }

    Task<Result<ReviewMark>> review_one(InboxCourse& scraped) {
        ReviewMark mark;
        mark.id = scraped.row.id;
        mark.course_uid = scraped.row.course_uid;
        const auto found = scraped.row.course_uid ? drafts_.find(*scraped.row.course_uid) : drafts_.end();
        // cppcheck-suppress derefInvalidIterator  ; looked at behind the comparison alone
        if (found == drafts_.end() || found->second.status.state == CourseState::rejected) {
            mark.state = InboxState::rejected;  // staff decided about the course, and with it about its page
            co_return mark;
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
        if (!comparison.by_rule.empty() && draft.status.state != CourseState::binned) {
            const auto taken =
                co_await take_fields(work_, draft, comparison.by_rule, comparison.theirs.draft, by_);
            if (!taken) co_return taken.error();
            if (*taken) ++run_.effect.taken;
            advance_base(scraped, comparison.by_rule, comparison.theirs, draft.content);
            mark.accepted = scraped.accepted;
            comparison = co_await comparer_.compare(scraped, &draft);
        }
        mark.offers = count_of(comparison.review.with(FieldOutcome::offered));
        mark.conflicts = count_of(comparison.review.with(FieldOutcome::conflict));
        mark.state = comparison.review.open() ? InboxState::changed : InboxState::unchanged;
        co_return mark;
    }

    /// Says so in the course when no page that stands for it is left.
    Task<Result<void>> tell_gone(std::string uid) {
        const auto pages = co_await work_.inbox().find_by_course(uid);
        for (const auto& page : pages) {
            if (page.row.state != InboxState::gone && page.row.state != InboxState::rejected) {
                co_return Result<void>();
            }
        }
        auto draft = co_await work_.drafts().find_locked(uid);
        if (!draft || draft->status.gone_at) co_return Result<void>();
        draft->status.gone_at = now_;
        const auto version = co_await work_.drafts().save(std::move(*draft), by_.actor);
        if (!version) co_return version.error();
        co_return Result<void>();
    }

    CmsUnitOfWork& work_;
    ScrapeRun& run_;
    Comparer comparer_;
    AuditEntry by_;
    core::Instant now_;
    std::map<std::string, StoredDraft, std::less<>> drafts_;  ///< of the batch, by uid
};

}  // namespace

Task<Result<void>> apply_run(
    CmsUnitOfWork& work,
    ScrapeRun& run,
    ApplyOptions options,
    const Vocabulary& vocabulary,
    AuditEntry by,
    core::Instant now
) {
    Application application(work, run, vocabulary, std::move(by), now);
    co_await application.match();
    const auto reviewed = co_await application.review();
    if (!reviewed) co_return reviewed.error();
    if (options.mark_gone) {
        const auto marked = co_await application.mark_gone();
        if (!marked) co_return marked.error();
    }
    co_await application.forget_items();
    run.state = RunState::applied;
    co_return Result<void>();
}

}  // namespace cms
