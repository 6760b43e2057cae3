#pragma once

#include "app_server/use_cases/snapshot_holder.hpp"
#include "cms_server/handlers/staff_call.hpp"
#include "core/async/work_pool.hpp"

#include <vector>

namespace cms {

/// What the framework part works with; must outlive the router.
struct FrameworkServices {
    const app::SnapshotHolder* published = nullptr;  ///< whose courses a change touches
    core::WorkPool* files = nullptr;                 ///< reads and writes spreadsheets
};

/// `/cms/api/v1/framework` and what lies below it.
std::vector<StaffRoute> framework_routes(const FrameworkServices& services);

// The parts of it.
std::vector<StaffRoute> framework_reads(const FrameworkServices& services);
std::vector<StaffRoute> framework_writes(const FrameworkServices& services);

inline constexpr std::string_view kFrameworkPath = "/cms/api/v1/framework";

}  // namespace cms
