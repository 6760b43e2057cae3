#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

namespace cms {

struct ApplyOptions {
    bool mark_gone = false;    ///< what the run did not find is gone
    int most_reviews = 2'000;  ///< what is due beyond these is left to a job: all of this is one transaction
};

/// Brings the items of a locked run into the inbox, batch by batch within the unit of work: matches them with
/// what is known, reviews the changes against staff's courses, takes what standing rules allow, marks what is
/// gone. What is due beyond `most_reviews` a job does (see review_job.hpp). Sets state and effect of
/// `run`; the caller saves it. Errors are those of storing courses.
core::Task<core::Result<void>> apply_run(
    core::data::CmsUnitOfWork& work,
    core::data::ScrapeRun& run,
    ApplyOptions options,
    const core::domain::Vocabulary& vocabulary,
    core::data::AuditEntry by,
    core::Instant now
);

}  // namespace cms
