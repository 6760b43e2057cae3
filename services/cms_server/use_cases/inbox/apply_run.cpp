#include "cms_server/use_cases/inbox/apply_run.hpp"

#include "cms_server/use_cases/inbox/review_job.hpp"
#include "cms_server/use_cases/inbox/review_scrapes.hpp"

#include <algorithm>
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
        : work_(work), run_(run), reviewer_(work, vocabulary, by), by_(std::move(by)), now_(now) {}

    Task<void> match() {
        // Who edits one of these courses waits, and is waited for, here rather than half way.
        co_await work_.inbox().lock_courses_of(run_.spider);
        std::string after;
        for (;;) {
            const auto batch = co_await work_.inbox().apply_staged(run_.number, after, kItemsAtOnce);
            add(run_.effect, batch.effect);
            if (batch.taken < kItemsAtOnce) break;
            after = batch.last_url;
        }
    }

    Task<Result<void>> review(int most) {
        std::int64_t after = 0;
        while (most > 0) {
            const int limit = std::min(most, kReviewsAtOnce);
            auto due = co_await work_.inbox().list_due(run_.number, after, limit);
            const bool is_last = due.size() < static_cast<std::size_t>(limit);
            if (!due.empty()) after = due.back().row.id;
            const auto done = co_await reviewer_.review(std::move(due));
            if (!done) co_return done.error();
            if (is_last) break;
            most -= limit;
        }
        co_await reviewer_.finish();
        run_.effect.taken += reviewer_.taken();
        more_due_ = most <= 0;
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

    /// Leaves to a job what is still due.
    Task<Result<void>> pass_on() {
        if (!more_due_) co_return Result<void>();
        co_return co_await request_review(work_, run_.spider, by_.request_id);
    }

private:
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
    ScrapeReviewer reviewer_;
    AuditEntry by_;
    core::Instant now_;
    bool more_due_ = false;
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
    const auto reviewed = co_await application.review(options.most_reviews);
    if (!reviewed) co_return reviewed.error();
    if (options.mark_gone) {
        const auto marked = co_await application.mark_gone();
        if (!marked) co_return marked.error();
    }
    co_await application.forget_items();
    const auto passed = co_await application.pass_on();
    if (!passed) co_return passed.error();
    run.state = RunState::applied;
    co_return Result<void>();
}

}  // namespace cms
