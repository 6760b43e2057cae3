#pragma once

#include "cms_server/handlers/staff_call.hpp"

#include <vector>

namespace cms {

/// The queue and its schedules: what waits, runs, died; requeue and cancel.
std::vector<StaffRoute> jobs_routes();

}  // namespace cms
