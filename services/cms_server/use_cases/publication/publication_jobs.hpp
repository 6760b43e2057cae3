#pragma once

#include "cms_server/use_cases/publication/reconcile.hpp"
#include "core/base/clock.hpp"
#include "core/jobs/job_kinds.hpp"

#include <vector>

namespace cms {

/// What the jobs of publication work with; on the worker's io_context.
struct PublicationJobs {
    core::data::CmsDataSource& cms;
    core::data::ReadOnlyDataSource& app_database;
    AppIngest& app;
    const core::Clock& clock;
};

/// Adds publication.publish, publication.unpublish and publication.reconcile. What `with` refers to must
/// outlive the kinds.
void add_publication_jobs(core::jobs::JobKinds& kinds, PublicationJobs with);

/// The schedules that a new CMS has: a reconciliation every quarter of an hour.
std::vector<core::data::ScheduleEdit> publication_schedules(const std::string& time_zone);

}  // namespace cms
