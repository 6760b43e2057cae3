#pragma once

#include "cms_server/handlers/staff_call.hpp"

#include <vector>

namespace cms {

/// Publishing courses and taking them back, now or at a time; how far the App is told; reconciliation.
std::vector<StaffRoute> publication_routes();

}  // namespace cms
