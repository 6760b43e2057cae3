#include "app_server/framework_export/sheets.hpp"
#include "app_server/framework_import/import.hpp"

#include <algorithm>

namespace app::framework_export {

using namespace core::domain;
using framework_import::kTechnologyOffset;

namespace {

/// The role that a competency's row names: the first one that lists it, else the first one there is.
std::string role_naming(const Framework& framework, CompetencyId id) {
    std::string first;
    for (const auto& role : framework.job_roles) {
        if (!is_technology(framework, role.vertical)) continue;
        if (std::find(role.competencies.begin(), role.competencies.end(), id) != role.competencies.end())
            return role.name;
        if (first.empty()) first = role.name;
    }
    return first;
}

}  // namespace

Rows technology_competency_rows(const Framework& framework) {
    Rows rows{{"ID", "Competency category", "Tech role", "Copyedited title", "Description"}};
    for (const auto& competency : framework.competencies) {
        const auto& category = item_of(framework.categories, competency.category);
        if (!is_technology(framework, category.vertical)) continue;
        rows.push_back(
            {std::to_string(to_int(competency.id) - kTechnologyOffset),
             category.name,
             role_naming(framework, competency.id),
             competency.title,
             competency.description}
        );
    }
    return rows;
}

Rows technology_role_rows(const Framework& framework) {
    Rows rows{{"Role", "Level", "Copyedited role", "Tech Competency IDs"}};
    for (const auto& role : framework.job_roles) {
        if (!is_technology(framework, role.vertical)) continue;
        rows.push_back(
            {role.name,
             role.level ? std::to_string(*role.level) : "",
             role.option_text,
             number_list(role.competencies, kTechnologyOffset)}
        );
    }
    return rows;
}

}  // namespace app::framework_export
