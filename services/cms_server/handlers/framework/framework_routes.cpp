#include "cms_server/handlers/framework/framework_routes.hpp"

namespace cms {

std::vector<StaffRoute> framework_routes(const FrameworkServices& services) {
    auto routes = framework_reads(services);
    for (auto& route : framework_writes(services)) routes.push_back(std::move(route));
    return routes;
}

}  // namespace cms
