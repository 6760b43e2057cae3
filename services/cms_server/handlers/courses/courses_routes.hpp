#pragma once

#include "cms_server/dto/courses/presentation.hpp"
#include "cms_server/handlers/staff_call.hpp"
#include "cms_server/use_cases/courses/framework_lookup.hpp"

#include <vector>

namespace cms {

/// What the handlers of courses and providers work with besides the call.
struct CourseServices {
    FrameworkLookup& framework;
    Presentation presentation;
};

/// Courses in every state and the providers they are offered by. `services` must outlive the routes.
std::vector<StaffRoute> courses_routes(const CourseServices& services);

}  // namespace cms
