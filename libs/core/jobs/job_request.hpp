#pragma once

#include "core/data/jobs.hpp"

namespace core::jobs {

/// Checks what PostgreSQL would refuse, as its refusal would end the caller's transaction. `invalid_input`,
/// code `invalid-job`, with all faults.
Result<void> check(const data::JobRequest& request);

/// The same for a schedule; gives the first time it is due after `now`. Code `invalid-schedule`.
Result<Instant> first_fire(const data::ScheduleEdit& schedule, Instant now);

}  // namespace core::jobs
