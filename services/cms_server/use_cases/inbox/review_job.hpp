#pragma once

#include "cms_server/use_cases/courses/references.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/jobs/job_kinds.hpp"

#include <string>
#include <string_view>

namespace cms {

/// Payload: `{"spider": …}`.
inline constexpr std::string_view kReviewJob = "inbox.review";

/// Asks for the review of what is due of a source, in the caller's unit of work: what a run left, or all of
/// it after its standing rules changed. One that waits already is that one. Ask for it last (see
/// JobRequest::unique_key).
core::Task<core::Result<void>> request_review(
    core::data::CmsUnitOfWork& work, std::string spider, std::string trace_id
);

/// What one batch did.
struct ReviewedBatch {
    std::size_t reviewed = 0;  ///< none: nothing is due behind `after_id`
    std::int64_t taken = 0;
    std::int64_t last_id = 0;
};

/// Reviews up to `limit` due pages of a source with an id above `after_id`, in a unit of work of its own.
core::Task<core::Result<ReviewedBatch>> review_due(
    core::data::CmsDataSource& cms,
    std::string spider,
    std::int64_t after_id,
    int limit,
    core::domain::Vocabulary vocabulary,
    std::string trace_id
);

/// Adds inbox.review: in batches, each a unit of work, with progress. Interrupted at any point it goes on
/// with what is still due; retried while no framework is known, whose words a review needs. `cms` and what
/// `framework` refers to must outlive the kinds.
void add_inbox_jobs(core::jobs::JobKinds& kinds, core::data::CmsDataSource& cms, FrameworkSource framework);

}  // namespace cms
