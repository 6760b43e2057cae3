#include "cms_server/use_cases/inbox/refresh_reviews.hpp"

#include "cms_server/use_cases/inbox/decide_scrapes.hpp"
#include "cms_server/use_cases/inbox/linked_course.hpp"

namespace cms {

namespace {

using namespace core::data;

/// What a page is in when nothing waits for a person; a page just accepted stays so.
InboxState settled_state(InboxState now) {
    return now == InboxState::accepted ? InboxState::accepted : InboxState::unchanged;
}

}  // namespace

core::Task<void> refresh_reviews(
    CmsUnitOfWork& work, std::string course_uid, const core::domain::Vocabulary& vocabulary
) {
    auto pages = co_await work.inbox().find_free_by_course(course_uid);
    if (pages.empty()) co_return;
    const auto draft = co_await work.drafts().find(course_uid);
    if (!draft) co_return;
    Comparer comparer(work, vocabulary);
    std::vector<ReviewMark> marks;
    for (auto& page : pages) {
        if (page.row.state == InboxState::rejected) continue;
        const auto comparison = co_await comparer.compare(page, &*draft);
        settle(page, comparison.review, settled_state(page.row.state));
        ReviewMark mark;
        mark.id = page.row.id;
        mark.state = page.row.state;
        mark.offers = page.row.offers;
        mark.conflicts = page.row.conflicts;
        mark.course_uid = page.row.course_uid;
        marks.push_back(std::move(mark));
    }
    co_await work.inbox().mark_reviewed(std::move(marks));
}

}  // namespace cms
