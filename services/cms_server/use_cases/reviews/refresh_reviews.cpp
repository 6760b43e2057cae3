#include "cms_server/use_cases/reviews/refresh_reviews.hpp"

#include "cms_server/use_cases/reviews/comparer.hpp"
#include "cms_server/use_cases/reviews/vocabulary.hpp"

namespace cms {

namespace {

using namespace core::data;
using core::Task;

/// What a page is in when nothing waits for a person; a page just accepted stays so.
InboxState settled_state(InboxState now) {
    return now == InboxState::accepted ? InboxState::accepted : InboxState::unchanged;
}

/// The courses of one refresh, each read once.
class Courses {
public:
    explicit Courses(CmsUnitOfWork& work) : work_(work) {}

    Task<const std::optional<StoredDraft>*> find(std::string uid) {
        auto known = known_.find(uid);
        if (known == known_.end()) {
            auto draft = co_await work_.drafts().find(uid);
            known = known_.emplace(std::move(uid), std::move(draft)).first;
        }
        co_return &known->second;
    }

private:
    CmsUnitOfWork& work_;
    std::map<std::string, std::optional<StoredDraft>> known_;
};

}  // namespace

Task<void> refresh_reviews(
    CmsUnitOfWork& work, std::vector<std::string> course_uids, const core::domain::Vocabulary& vocabulary
) {
    auto pages = co_await work.inbox().find_by_courses_locked(std::move(course_uids));
    Comparer comparer(work, vocabulary);
    Courses courses(work);
    std::vector<ReviewMark> marks;
    for (auto& page : pages) {
        auto& row = page.row;
        // What a person rejected stays so, whatever becomes of the course.
        if (row.state == InboxState::rejected && row.rejection != kCourseRejected) continue;
        const auto link = co_await find_link(work, row);
        const std::optional<StoredDraft>* ours = nullptr;
        if (link && *link) ours = co_await courses.find(**link);
        if (ours == nullptr || !*ours || (*ours)->status.state == CourseState::rejected) {
            if (row.state != InboxState::gone) row.state = InboxState::rejected;
            row.offers = 0;
            row.conflicts = 0;
        } else if (row.state != InboxState::rejected && !has_words(vocabulary)) {
            continue;
        } else {
            row.course_uid = *link;
            const auto comparison = co_await comparer.compare(page, &**ours);
            settle(page, comparison.review, settled_state(row.state));
        }
        marks.push_back(mark_of(row));
    }
    co_await work.inbox().mark_reviewed(std::move(marks));
}

}  // namespace cms
