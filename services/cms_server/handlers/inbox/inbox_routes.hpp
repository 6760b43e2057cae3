#pragma once

#include "cms_server/dto/courses/presentation.hpp"
#include "cms_server/handlers/staff_call.hpp"
#include "cms_server/use_cases/courses/framework_lookup.hpp"

#include <vector>

namespace cms {

/// What the handlers of the inbox work with besides the call.
struct InboxServices {
    FrameworkLookup& framework;
    Presentation presentation;
};

/// The inbox, the runs that fill it and the sources they come from. `services` must outlive the routes.
std::vector<StaffRoute> inbox_routes(const InboxServices& services);

}  // namespace cms
