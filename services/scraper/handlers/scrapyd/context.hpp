#pragma once

#include "core/base/clock.hpp"
#include "scraper/runner/job_control.hpp"
#include "scraper/spool/job_store.hpp"
#include "scraper/spool/project_store.hpp"
#include "scraper/spool/result_store.hpp"

#include <string>

namespace scraper::scrapyd {

/// What the calls work with; all of it outlives them.
struct Context {
    ProjectStore& projects;
    JobStore& jobs;
    ResultStore& results;
    JobControl& control;
    const core::Clock& clock;
    std::string node_name;
    bool strict_upload_status = false;  ///< a refused upload is answered with 422 in place of 200
    std::string cors_origin;            ///< Access-Control-Allow-Origin; empty: none is sent
    std::string form_token;             ///< proves that a form was served by this process
};

}  // namespace scraper::scrapyd
