#pragma once

#include "core/async/work_pool.hpp"
#include "core/base/clock.hpp"
#include "scraper/engine/snapshots/snapshot_store.hpp"
#include "scraper/runner/job_control.hpp"
#include "scraper/spool/job_store.hpp"
#include "scraper/spool/project_store.hpp"
#include "scraper/spool/result_store.hpp"

namespace scraper::v1 {

/// What the calls work with; all of it outlives them.
struct Context {
    ProjectStore& projects;
    JobStore& jobs;
    ResultStore& results;
    SnapshotStore& snapshots;
    JobControl& control;
    const core::Clock& clock;
    core::WorkPool& readers;  ///< where pages and documents are read, so that other calls do not wait
};

}  // namespace scraper::v1
