#pragma once

#include "core/data/jobs.hpp"
#include "core/postgres/connection.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace core::jobs {

/// Stores the schedules that are not there yet; what staff has changed stays. For the start of a service, in
/// a transaction of its own. Throws std::logic_error for a schedule that cannot be.
Task<void> ensure_schedules(data::JobRepository& jobs, std::vector<data::ScheduleEdit> schedules);

/// Asks for the jobs of every schedule that is due, once each however many times were missed, whichever
/// worker comes first: one transaction on `connection`, in which no transaction may be open. Gives the time
/// until the next one is due, by the database's clock.
Task<std::optional<std::chrono::milliseconds>> fire_due_schedules(postgres::Connection& connection);

}  // namespace core::jobs
