#pragma once

#include "cms_server/use_cases/staff/sessions.hpp"
#include "core/base/clock.hpp"
#include "core/jobs/job_kinds.hpp"

#include <string>
#include <vector>

namespace cms {

/// Adds the jobs that keep the CMS's own house: `upkeep.staff` removes ended sessions, forgotten counters and
/// answers kept for a day, `upkeep.bin` deletes what has lain in the recycle bin for 90 days. All referred to
/// must outlive the kinds.
void add_upkeep_jobs(
    core::jobs::JobKinds& kinds, core::data::CmsDataSource& cms, const core::Clock& clock, SessionTimes times
);

/// When they run: every hour, and at night.
std::vector<core::data::ScheduleEdit> upkeep_schedules(const std::string& time_zone);

}  // namespace cms
