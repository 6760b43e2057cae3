#pragma once

#include "core/data/jobs.hpp"

#include <string>

namespace cms {

void append_job_json(std::string& out, const core::data::Job& job);
void append_schedule_json(std::string& out, const core::data::Schedule& schedule);

}  // namespace cms
