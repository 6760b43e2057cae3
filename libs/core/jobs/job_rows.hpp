#pragma once

#include "core/data/jobs.hpp"
#include "core/postgres/query.hpp"
#include "core/postgres/result_set.hpp"

#include <string_view>

namespace core::jobs {

/// Notices on this channel wake workers; a payload is the number of a job that is to be cancelled.
inline constexpr std::string_view kChannel = "jobs";

/// One notice in the transaction, however often it is asked for: PostgreSQL drops equal ones.
inline constexpr postgres::Query kWakeWorkers{"job.wake_workers", "select pg_notify('jobs', '')"};

/// A row of the columns of `jobs.job` as the reads list them.
data::Job read_job(postgres::Row row);

}  // namespace core::jobs
