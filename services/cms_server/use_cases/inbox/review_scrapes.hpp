#pragma once

#include "cms_server/use_cases/reviews/comparer.hpp"
#include "core/data/audit.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace cms {

/// Reviews scraped courses whose review is due against those they stand for: takes what standing rules allow,
/// publishes what they say, and sets states and counts. One for each unit of work.
///
/// What a rule does is done by `rule:<spider>` in history and audit log. What it may not take because the
/// course would break a rule of courses is left to a person.
class ScrapeReviewer {
public:
    /// All must outlive it. `by` tells where the change comes from; its actor is the one for all that is not
    /// done by a rule.
    ScrapeReviewer(
        core::data::CmsUnitOfWork& work, const core::domain::Vocabulary& vocabulary, core::data::AuditEntry by
    );

    /// Reviews a batch. Errors are those of storing courses.
    core::Task<core::Result<void>> review(std::vector<core::data::InboxCourse> scraped);

    /// Reviews the other pages of the courses that rules have changed: to be called last.
    core::Task<void> finish();

    /// Pages from which a rule took something.
    [[nodiscard]] std::int64_t taken() const { return taken_; }

private:
    core::Task<void> load_drafts(std::vector<core::data::InboxCourse>& scraped);
    core::Task<core::Result<core::data::ReviewMark>> review_one(core::data::InboxCourse& scraped);
    core::Task<core::Result<void>> take(
        core::data::InboxCourse& scraped, core::data::StoredDraft& draft, Comparison& comparison
    );
    core::Task<core::Result<void>> publish(
        core::data::StoredDraft& draft, core::domain::FieldSet fields, const core::data::AuditEntry& by
    );

    core::data::CmsUnitOfWork& work_;
    const core::domain::Vocabulary& vocabulary_;
    Comparer comparer_;
    core::data::AuditEntry by_;
    std::map<std::string, core::data::StoredDraft, std::less<>> drafts_;  ///< of the batch, by uid
    std::set<std::string> changed_;                                       ///< uids, by rules
    std::int64_t taken_ = 0;
};

}  // namespace cms
