#include "app_server/framework_import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

namespace app::framework_import {
namespace {

using core::domain::AreaId;
using core::domain::Competency;
using core::domain::CompetencyId;
using core::domain::JobRole;
using core::domain::JobRoleId;
using core::domain::to_int;
using core::domain::VerticalId;
using core::domain::VerticalKind;

constexpr std::int32_t kLargestTechnologyNumber = kLargestNumber;

VerticalId add_vertical(Draft& draft) {
    auto& verticals = draft.framework.verticals;
    const VerticalId id{static_cast<std::int32_t>(verticals.size()) + 1};
    verticals.push_back(
        {.id = id,
         .kind = VerticalKind::technology,
         .name = std::string(kTechnologyVertical),
         .option_text = std::string(kTechnologyVertical)}
    );
    return id;
}

/// Every technology category is served by an area of its name, which courses are tagged with.
void add_area(Draft& draft, VerticalId vertical, const std::string& name, std::int32_t& key) {
    const AreaId id{static_cast<std::int32_t>(draft.framework.areas.size()) + 1};
    if (draft.areas.add({vertical, name}, id)) {
        draft.framework.areas.push_back(
            {.id = id, .vertical = vertical, .key = ++key, .name = name, .option_text = name, .hidden = false}
        );
    }
}

void read_technology_competencies(Draft& draft, VerticalId vertical, const std::optional<Table>& roles) {
    std::set<std::string, std::less<>> role_names;
    if (roles) {
        for (const auto& row : roles->rows()) {
            role_names.emplace(row.text("Role"));
        }
    }
    std::set<std::pair<std::string, std::string>> by_role;
    std::vector<std::pair<Competency, TableRow>> pending;
    std::set<std::int32_t> seen;
    std::int32_t area_key = 0;
    for (const auto& row : draft.technology_table->rows()) {
        const auto number = row.integer("ID", 1, kLargestTechnologyNumber);
        const auto category = row.required("Competency category");
        const auto role = row.required("Tech role");
        auto title = row.required("Copyedited title");
        if (roles && !role.empty() && !role_names.contains(role)) {
            row.problem("Tech role", in_quotes(role) + " is not a known technology role");
        }
        if (number && !seen.insert(*number).second) {
            row.problem("ID", fmt::format("{} occurs twice", *number));
            continue;
        }
        if (!number || category.empty()) {
            draft.competencies.set_incomplete();
            continue;
        }
        by_role.emplace(role, category);
        add_area(draft, vertical, category, area_key);
        auto description = without_title(row.text("Description"), title);
        pending.emplace_back(
            Competency{
                .id = CompetencyId(*number + kTechnologyOffset),
                .category = category_named(draft, vertical, category, row),
                .specialism = std::nullopt,
                .title = std::move(title),
                .description = std::move(description)
            },
            row
        );
    }
    std::sort(pending.begin(), pending.end(), [](const auto& a, const auto& b) {
        return a.first.id < b.first.id;
    });
    for (auto& [competency, row] : pending) {
        draft.competencies.add(to_int(competency.id), draft.framework.competencies.size());
        draft.framework.competencies.push_back(std::move(competency));
        draft.competency_rows.push_back(row);
    }
    draft.technology_categories_by_role = by_role.size();
}

void read_technology_roles(Draft& draft, VerticalId vertical, const Table& table) {
    Names<JobRoleId> options;
    for (const auto& row : table.rows()) {
        const JobRoleId id{static_cast<std::int32_t>(draft.framework.job_roles.size()) + 1};
        JobRole role;
        role.id = id;
        role.vertical = vertical;
        role.name = row.required("Role");
        role.option_text = row.required("Copyedited role");
        if (!role.name.empty() && !draft.job_roles.add(role.name, id)) {
            row.problem("Role", in_quotes(role.name) + " occurs twice");
        }
        if (!options.add(role.option_text, id)) {
            row.problem("Copyedited role", in_quotes(role.option_text) + " occurs twice");
        }
        if (!row.text("Level").empty()) {
            role.level = row.integer("Level", 1, std::numeric_limits<std::int32_t>::max());
        }
        role.competencies = listed_competencies(draft, row, "Tech Competency IDs", kTechnologyOffset);
        if (row.text("Tech Competency IDs").empty()) {
            row.problem("Tech Competency IDs", "is empty");
        }
        for (const auto competency : role.competencies) {
            const auto& other = draft.competency_rows[*draft.competencies.find(to_int(competency))];
            if (const auto named = other.text("Tech role"); named != role.name) {
                other.warn(
                    "Tech role",
                    fmt::format("names {}, but {} lists it", in_quotes(named), in_quotes(role.name))
                );
            }
        }
        draft.framework.job_roles.push_back(std::move(role));
    }
}

}  // namespace

void read_technology(Draft& draft) {
    const auto roles = Table::read(
        draft.folder,
        "tech_roles.ods",
        {.required = {"Role", "Level", "Copyedited role", "Tech Competency IDs"}},
        draft.problems
    );
    draft.technology_table = Table::read(
        draft.folder,
        "tech_competencies.ods",
        {.required = {"ID", "Competency category", "Tech role", "Copyedited title", "Description"}},
        draft.problems
    );
    if (!draft.technology_table) {
        draft.competencies.set_incomplete();
    }
    const bool any = (roles && !roles->rows().empty()) ||
                     (draft.technology_table && !draft.technology_table->rows().empty());
    if (!any) {
        return;
    }
    const auto vertical = add_vertical(draft);
    if (draft.technology_table) {
        read_technology_competencies(draft, vertical, roles);
    }
    if (roles) {
        read_technology_roles(draft, vertical, *roles);
    }
}

}  // namespace app::framework_import
