#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/jobs.hpp"

#include <cstdint>
#include <optional>

namespace cms {

/// Makes a dead or cancelled job ready again. `by` says who asks and from where; what was done is filled in.
/// Errors are those of JobRepository::requeue.
core::Task<core::Result<core::data::Job>> requeue_job(
    core::data::CmsDataSource& cms, core::data::JobId id, core::data::AuditEntry by
);

/// Ends a waiting job, or asks a running one to stop. Errors are those of JobRepository::cancel.
core::Task<core::Result<core::data::Job>> cancel_job(
    core::data::CmsDataSource& cms, core::data::JobId id, core::data::AuditEntry by
);

struct PutSchedule {
    core::data::Schedule schedule;
    bool created = false;
};

/// Stores a schedule: a new one without `expected_revision`, else the one of that revision.
/// `precondition_required` when it exists and no revision is given; other errors are those of
/// JobRepository::put_schedule.
core::Task<core::Result<PutSchedule>> put_schedule(
    core::data::CmsDataSource& cms,
    core::data::ScheduleEdit settings,
    std::optional<std::int64_t> expected_revision,
    core::data::AuditEntry by
);

}  // namespace cms
