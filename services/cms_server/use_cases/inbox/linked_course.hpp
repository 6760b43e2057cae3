#pragma once

#include "core/data/audit.hpp"
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
    core::domain::FieldSet by_rule;  ///< offered, and to be taken without asking
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

/// Takes the site's values of some fields into a locked course: stores it and appends a revision, unless
/// nothing differs. `draft` becomes what is stored. `invalid_input` when the course would break a rule;
/// `version_mismatch`.
core::Task<core::Result<bool>> take_fields(
    core::data::CmsUnitOfWork& work,
    core::data::StoredDraft& draft,
    core::domain::FieldSet fields,
    const core::domain::CourseDraft& theirs,
    const core::data::AuditEntry& by
);

/// Moves what counts as decided on: the fields, and those in which course and site agree.
void advance_base(
    core::data::InboxCourse& scraped,
    core::domain::FieldSet fields,
    const core::domain::ScrapedDraft& theirs,
    const core::domain::CourseDraft& ours
);

/// The number of fields in a set.
std::int32_t count_of(core::domain::FieldSet fields);

/// `["name","cost"]`.
std::string names_of(core::domain::FieldSet fields);

}  // namespace cms
