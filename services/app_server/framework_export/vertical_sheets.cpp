#include "app_server/framework_export/sheets.hpp"

namespace app::framework_export {

using namespace core::domain;

namespace {

/// Categories of other names that the area's courses serve.
std::string aliases_of(const Framework& framework, const Area& area) {
    std::string text;
    for (const auto& category : framework.categories) {
        if (category.area == area.id && category.name != area.name)
            text += (text.empty() ? "" : "; ") + category.name;
    }
    return text;
}

std::string specialism_of(const Framework& framework, const std::optional<SpecialismId>& id) {
    return id ? item_of(framework.specialisms, *id).name : "";
}

}  // namespace

Rows vertical_rows(const Framework& framework) {
    Rows rows{
        {"Vertical",
         "Vertical option text",
         "Category key",
         "Category title",
         "Option text",
         "Aliases",
         "Hidden"}
    };
    for (const auto& vertical : framework.verticals) {
        if (vertical.kind == VerticalKind::technology) continue;
        for (const auto& area : framework.areas) {
            if (area.vertical != vertical.id) continue;
            rows.push_back(
                {vertical.name,
                 vertical.option_text,
                 std::to_string(area.key),
                 area.name,
                 area.option_text,
                 aliases_of(framework, area),
                 area.hidden ? "yes" : "no"}
            );
        }
    }
    return rows;
}

Rows competency_rows(const Framework& framework) {
    Rows rows{{"ID", "Vertical", "Specialism", "Competency Category", "Copyedited title", "Description"}};
    for (const auto& competency : framework.competencies) {
        const auto& category = item_of(framework.categories, competency.category);
        const auto& vertical = item_of(framework.verticals, category.vertical);
        if (vertical.kind == VerticalKind::technology) continue;
        rows.push_back(
            {std::to_string(to_int(competency.id)),
             vertical.name,
             specialism_of(framework, competency.specialism),
             category.name,
             competency.title,
             competency.description}
        );
    }
    return rows;
}

Rows job_role_rows(const Framework& framework) {
    Rows rows{
        {"Role",
         "Vertical",
         "Level",
         "In-house or law firm?",
         "Competency Ids",
         "Specialism",
         "Thin Description",
         "Option text"}
    };
    for (const auto& role : framework.job_roles) {
        if (is_technology(framework, role.vertical)) continue;
        rows.push_back(
            {role.name,
             item_of(framework.verticals, role.vertical).name,
             role.level ? std::to_string(*role.level) : "",
             role.organisation_type.value_or(""),
             number_list(role.competencies, 0),
             specialism_of(framework, role.specialism),
             role.description,
             role.option_text}
        );
    }
    return rows;
}

}  // namespace app::framework_export
