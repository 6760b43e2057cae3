#include "app_server/framework_import/draft.hpp"

#include <fmt/format.h>

namespace app::framework_import {

using core::domain::CategoryId;
using core::domain::CompetencyId;
using core::domain::VerticalId;

namespace {

constexpr std::size_t kMostListed = 2'000'000;

}  // namespace

VerticalId Draft::vertical_of(const core::domain::Competency& competency) const {
    return framework.categories[static_cast<std::size_t>(competency.category) - 1].vertical;
}

std::vector<CompetencyId> listed_competencies(
    Draft& draft, const TableRow& row, std::string_view column, std::int32_t offset
) {
    std::vector<CompetencyId> ids;
    const auto ranges = parse_ranges(row.text(column));
    if (!ranges) {
        row.problem(column, ranges.error().detail);
        return ids;
    }
    if (draft.listed > kMostListed) {
        return ids;  // reported when it was passed
    }
    std::string unknown;
    for (const auto number : expand(*ranges)) {
        if (draft.competencies.find(number + offset)) {
            ids.push_back(CompetencyId(number + offset));
        } else if (unknown.size() < 100) {
            unknown += fmt::format("{}{}", unknown.empty() ? "" : ", ", number);
        }
    }
    if (!unknown.empty() && draft.competencies.complete()) {
        row.problem(column, "there are no competencies with the numbers " + unknown);
    }
    draft.listed += ids.size();
    if (draft.listed > kMostListed) {
        row.problem(column, fmt::format("the sheets list more than {} competencies", kMostListed));
    }
    return ids;
}

CategoryId category_named(Draft& draft, VerticalId vertical, const std::string& name, const TableRow& row) {
    if (const auto known = draft.categories.find({vertical, name})) {
        return *known;
    }
    auto& categories = draft.framework.categories;
    const CategoryId id{static_cast<std::int32_t>(categories.size()) + 1};
    draft.categories.add({vertical, name}, id);
    auto area = draft.areas.find({vertical, name});
    if (const auto alias = draft.aliases.find({vertical, name}); !area && alias != draft.aliases.end()) {
        area = alias->second;
    }
    categories.push_back({.id = id, .vertical = vertical, .name = name, .area = area});
    draft.category_rows.push_back(row);
    return id;
}

}  // namespace app::framework_import
