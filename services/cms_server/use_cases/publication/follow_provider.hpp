#pragma once

#include "cms_server/use_cases/courses/references.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/jobs/job_kinds.hpp"

#include <cstdint>
#include <string>

namespace cms {

/// Part of a walk over many courses, in a unit of work of its own.
struct FollowedBatch {
    std::string last_uid;  ///< where the next batch begins; empty: it was the last one
    std::int64_t seen = 0;
    std::int64_t told = 0;  ///< queued for the App
};

/// Tells the App again of courses whose public document names the provider otherwise than it is named now:
/// only the name differs from what was published; edits that are not published stay so.
core::Task<core::Result<FollowedBatch>> republish_names(
    core::data::CmsDataSource& cms, std::int64_t provider, std::string after_uid, std::int64_t limit
);

/// Reviews anew the pages of courses in whose review a provider plays a part.
core::Task<FollowedBatch> review_provider(
    core::data::CmsDataSource& cms,
    std::int64_t provider,
    std::string after_uid,
    int limit,
    core::domain::Vocabulary vocabulary
);

/// Adds providers.follow: both, in batches with progress. Interrupted it begins again, and finds what was
/// done already as it should be; pages are reviewed once the framework is known (retried till then). `cms`
/// and what `framework` refers to must outlive the kinds.
void add_provider_jobs(
    core::jobs::JobKinds& kinds, core::data::CmsDataSource& cms, FrameworkSource framework
);

}  // namespace cms
