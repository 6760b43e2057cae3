#include "app_server/framework_export/sheets.hpp"

namespace app::framework_export {

namespace {

using namespace core::domain;

template <class Item>
Rows word_rows(std::string_view heading, const std::vector<Item>& items) {
    Rows rows{{std::string(heading), "Acronym"}};
    for (const auto& item : items) rows.push_back({item.name, item.acronym});
    return rows;
}

template <class Item, class Id>
std::string acronyms(const std::vector<Item>& items, const std::vector<Id>& ids) {
    std::string text;
    for (const auto id : ids) text += (text.empty() ? "" : " / ") + item_of(items, id).acronym;
    return text;
}

Rows need_rows(const Framework& framework) {
    Rows rows{{"Need", "Need option text", "Formats", "Levels"}};
    for (const auto& need : framework.needs) {
        rows.push_back(
            {need.name,
             need.option_text,
             acronyms(framework.formats, need.formats),
             acronyms(framework.levels, need.levels)}
        );
    }
    return rows;
}

template <class Id>
std::string text_of(Id id) {
    return std::to_string(to_int(id));
}

}  // namespace

Rows number_rows(const Framework& framework) {
    Rows rows{{"Kind", "Vertical", "Name", "Number", "Area"}};
    for (const auto& item : framework.levels)
        rows.push_back({"level", "", item.acronym, text_of(item.id), ""});
    for (const auto& item : framework.formats)
        rows.push_back({"format", "", item.acronym, text_of(item.id), ""});
    for (const auto& item : framework.needs) rows.push_back({"need", "", item.name, text_of(item.id), ""});
    for (const auto& item : framework.specialisms)
        rows.push_back({"specialism", "", item.name, text_of(item.id), ""});
    for (const auto& item : framework.verticals)
        rows.push_back({"vertical", "", item.name, text_of(item.id), ""});
    for (const auto& area : framework.areas) {
        const auto& vertical = item_of(framework.verticals, area.vertical);
        rows.push_back({"area", vertical.name, area.name, text_of(area.id), ""});
    }
    for (const auto& category : framework.categories) {
        const auto& vertical = item_of(framework.verticals, category.vertical);
        const std::string area = category.area ? item_of(framework.areas, *category.area).name : "";
        rows.push_back({"category", vertical.name, category.name, text_of(category.id), area});
    }
    for (const auto& item : framework.job_roles)
        rows.push_back({"role", "", item.name, text_of(item.id), ""});
    return rows;
}

bool is_technology(const Framework& framework, VerticalId vertical) {
    return item_of(framework.verticals, vertical).kind == VerticalKind::technology;
}

std::string number_list(const std::vector<CompetencyId>& ids, std::int32_t offset) {
    std::string text;
    for (std::size_t i = 0; i < ids.size();) {
        std::size_t end = i + 1;
        while (end < ids.size() && to_int(ids[end]) == to_int(ids[end - 1]) + 1) ++end;
        if (!text.empty()) text += ", ";
        text += std::to_string(to_int(ids[i]) - offset);
        if (end - i > 1) text += "-" + std::to_string(to_int(ids[end - 1]) - offset);
        i = end;
    }
    return text;
}

std::vector<NamedSheet> sheets_of(const Framework& framework) {
    return {
        {"levels.ods", {"Levels", word_rows("Level", framework.levels)}},
        {"formats.ods", {"Formats", word_rows("Format", framework.formats)}},
        {"needs.ods", {"Needs", need_rows(framework)}},
        {"verticals.ods", {"Verticals", vertical_rows(framework)}},
        {"competencies.ods", {"Competencies", competency_rows(framework)}},
        {"job_roles.ods", {"Job roles", job_role_rows(framework)}},
        {"tech_competencies.ods", {"Competencies", technology_competency_rows(framework)}},
        {"tech_roles.ods", {"Tech Roles", technology_role_rows(framework)}},
        {"numbers.ods", {"Numbers", number_rows(framework)}},
    };
}

}  // namespace app::framework_export
