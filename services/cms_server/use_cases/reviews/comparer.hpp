#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/data/drafts.hpp"
#include "core/data/inbox.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cms {

/// A scraped course beside the course of the office that it stands for, and their review.
struct Comparison {
    core::domain::ScrapedDraft base;    ///< what staff last decided on
    core::domain::ScrapedDraft theirs;  ///< what the site says now
    core::domain::ScrapeReview review;
    core::domain::FieldSet by_rule;    ///< offered, and to be taken without asking
    core::domain::FieldSet to_public;  ///< of those: to be published where the course is public
};

/// Compares scraped courses with those they stand for. Remembers what it looked up: make one for each unit of
/// work.
class Comparer {
public:
    /// Both must outlive it.
    Comparer(core::data::CmsReadSession& session, const core::domain::Vocabulary& vocabulary)
        : session_(session), vocabulary_(vocabulary) {}

    /// `ours` is null while no course stands for it. The rules are those of its source. Providers are
    /// compared, and shown in `base` and `theirs`, by their canonical names.
    core::Task<Comparison> compare(
        const core::data::InboxCourse& scraped, const core::data::StoredDraft* ours
    );

private:
    core::Task<void> use_canonical_provider(core::domain::CourseDraft& draft);
    core::Task<const std::vector<core::domain::FieldRule>*> rules_of(std::string spider);

    core::data::CmsReadSession& session_;
    const core::domain::Vocabulary& vocabulary_;
    std::map<std::string, std::string> providers_;  ///< canonical names by the names given
    std::map<std::string, std::vector<core::domain::FieldRule>> rules_;  ///< by spider
};

/// The uid of the course that a page stands for: the linked one, or the one that took its place. None: no
/// course does. `conflict`, code `course-discarded`, when it was discarded for good.
core::Task<core::Result<std::optional<std::string>>> find_link(
    core::data::CmsReadSession& session, const core::data::InboxRow& row
);

/// Sets an entry's state and counts by its review: `changed` while something waits for a person, else
/// `settled`. What is gone stays so.
void settle(
    core::data::InboxCourse& entry, const core::domain::ScrapeReview& review, core::data::InboxState settled
);

/// State, link and counts of an entry, as its review left them.
core::data::ReviewMark mark_of(const core::data::InboxRow& row);

/// The number of fields in a set.
std::int32_t count_of(core::domain::FieldSet fields);

}  // namespace cms
