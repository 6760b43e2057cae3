#include "app_server/framework_import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace app::framework_import {
namespace {

using core::domain::Competency;
using core::domain::CompetencyId;
using core::domain::JobRole;
using core::domain::JobRoleId;
using core::domain::SpecialismId;
using core::domain::VerticalId;

std::optional<VerticalId> vertical_named(const Draft& draft, const TableRow& row) {
    const auto name = row.required("Vertical");
    const auto id = draft.verticals.find(name);
    if (!id && !name.empty() && draft.verticals.complete()) {
        row.problem("Vertical", in_quotes(name) + " is not a known vertical");
    }
    return id;
}

/// A competency whose vertical is not known yet, so that categories can be numbered vertical by vertical.
struct Pending {
    TableRow row;
    VerticalId vertical{};
    Competency competency;
};

std::optional<SpecialismId> specialism_named(Draft& draft, const std::string& name) {
    if (name.empty()) {
        return std::nullopt;
    }
    if (const auto known = draft.specialisms.find(name)) {
        return known;
    }
    const SpecialismId id{static_cast<std::int32_t>(draft.framework.specialisms.size()) + 1};
    draft.specialisms.add(name, id);
    draft.framework.specialisms.push_back({.id = id, .name = name});
    return id;
}

std::vector<Pending> read_rows(Draft& draft) {
    std::vector<Pending> pending;
    Names<std::size_t, std::int32_t> seen;
    for (const auto& row : draft.competency_table->rows()) {
        const auto id = row.integer("ID", 1, kLargestNumber);
        const auto vertical = vertical_named(draft, row);
        const auto category = row.required("Competency Category");
        auto title = row.required("Copyedited title");
        const auto specialism = specialism_named(draft, std::string(row.text("Specialism")));
        if (id && !seen.add(*id, pending.size())) {
            row.problem("ID", fmt::format("{} occurs twice", *id));
            continue;
        }
        if (!id || !vertical || category.empty()) {
            draft.competencies.set_incomplete();
            continue;
        }
        auto description = without_title(row.text("Description"), title);
        pending.push_back(
            {.row = row,
             .vertical = *vertical,
             .competency =
                 {.id = CompetencyId(*id),
                  .category = {},
                  .specialism = specialism,
                  .title = std::move(title),
                  .description = std::move(description)}}
        );
    }
    return pending;
}

JobRole read_role(Draft& draft, const TableRow& row, VerticalId vertical, JobRoleId id) {
    JobRole role;
    role.id = id;
    role.vertical = vertical;
    role.name = row.required("Role");
    if (!role.name.empty() && !draft.job_roles.add(role.name, id)) {
        row.problem("Role", in_quotes(role.name) + " occurs twice");
    }
    if (!row.text("Level").empty()) {
        role.level = row.integer("Level", 1, std::numeric_limits<std::int32_t>::max());
    }
    if (const auto organisation = row.text("In-house or law firm?"); !organisation.empty()) {
        role.organisation_type = organisation;
    }
    if (const std::string specialism(row.text("Specialism")); !specialism.empty()) {
        role.specialism = draft.specialisms.find(specialism);
        if (!role.specialism && draft.competencies.complete()) {
            row.problem("Specialism", in_quotes(specialism) + " is the specialism of no competency");
        }
    }
    role.option_text = row.text("Option text");
    role.description = row.text("Thin Description");
    if (is_placeholder(role.description)) {
        row.warn("Thin Description", "is a placeholder; read as empty");
        role.description.clear();
    }
    role.competencies = listed_competencies(draft, row, "Competency Ids", 0);
    if (row.text("Competency Ids").empty()) {
        row.problem("Competency Ids", "is empty");
    }
    std::string elsewhere;
    for (const auto competency : role.competencies) {
        const auto at = draft.competencies.find(core::domain::to_int(competency));
        if (at && draft.vertical_of(draft.framework.competencies[*at]) != vertical &&
            elsewhere.size() < 100) {
            elsewhere += fmt::format("{}{}", elsewhere.empty() ? "" : ", ", core::domain::to_int(competency));
        }
    }
    if (!elsewhere.empty()) {
        row.problem("Competency Ids", "these belong to another vertical than the role: " + elsewhere);
    }
    return role;
}

}  // namespace

void read_competencies(Draft& draft) {
    draft.competency_table = Table::read(
        draft.folder,
        "competencies.ods",
        {.required =
             {"ID", "Vertical", "Specialism", "Competency Category", "Copyedited title", "Description"}},
        draft.problems
    );
    if (!draft.competency_table) {
        draft.competencies.set_incomplete();
        return;
    }
    auto pending = read_rows(draft);
    for (const auto& vertical : draft.framework.verticals) {
        for (auto& item : pending) {
            if (item.vertical == vertical.id) {
                const std::string name(item.row.text("Competency Category"));
                item.competency.category = category_named(draft, vertical.id, name, item.row);
            }
        }
    }
    std::sort(pending.begin(), pending.end(), [](const Pending& a, const Pending& b) {
        return a.competency.id < b.competency.id;
    });
    for (auto& item : pending) {
        draft.competencies.add(core::domain::to_int(item.competency.id), draft.framework.competencies.size());
        draft.framework.competencies.push_back(std::move(item.competency));
        draft.competency_rows.push_back(item.row);
    }
    if (draft.framework.competencies.empty() && draft.competencies.complete()) {
        draft.competency_table->problem({}, "has no rows");
    }
}

void read_job_roles(Draft& draft) {
    draft.role_table = Table::read(
        draft.folder,
        "job_roles.ods",
        {.required =
             {"Role",
              "Vertical",
              "Level",
              "In-house or law firm?",
              "Competency Ids",
              "Specialism",
              "Thin Description"},
         .optional = {"Option text"}},
        draft.problems
    );
    if (!draft.role_table) {
        return;
    }
    for (const auto& row : draft.role_table->rows()) {
        const JobRoleId id{static_cast<std::int32_t>(draft.framework.job_roles.size()) + 1};
        const auto vertical = vertical_named(draft, row);
        draft.framework.job_roles.push_back(read_role(draft, row, vertical.value_or(VerticalId{}), id));
        draft.role_rows.push_back(row);
        const auto ranges = parse_ranges(row.text("Competency Ids"));
        draft.role_ranges.push_back(ranges ? *ranges : std::vector<NumberRange>{});
    }
}

}  // namespace app::framework_import
