#pragma once

#include "app_server/use_cases/snapshot_holder.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/http/router.hpp"

#include <functional>
#include <string>

namespace cms {

/// What readiness is judged by. All referred to must outlive the handler.
struct Health {
    std::function<core::data::CmsDataSource&()> own;  ///< for the probe alone; on the operators' thread
    const app::SnapshotHolder* app = nullptr;         ///< what was read of the App; null: not read here
    std::function<bool()> draining;
    std::function<bool()> starting;  ///< whether staff cannot log in yet for want of the first administrator
    std::function<std::string()> worker_fault;  ///< why no jobs are taken; empty text: they are
};

/// `/livez` and `/readyz` of the operators' port. Readiness tells each part's state: 503 while the CMS's own
/// database does not answer, or the process is starting or stopping; `degraded` but 200 while only the App's
/// database or the worker is away, since staff can go on working.
void add_health(core::http::Router& router, Health health);

}  // namespace cms
