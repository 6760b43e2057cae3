#include "app_server/framework_import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace app::framework_import {
namespace {

using core::domain::to_int;

constexpr std::size_t kMostCompared =
    500;  // ranges are compared with each other: far more than any framework has

std::string list(const std::vector<std::int32_t>& numbers) {
    constexpr std::size_t kMostShown = 12;
    std::string text;
    for (std::size_t i = 0; i < numbers.size() && i < kMostShown; ++i) {
        text += fmt::format("{}{}", i == 0 ? "" : ", ", numbers[i]);
    }
    return numbers.size() > kMostShown ? text + ", …" : text;
}

void check_categories(const Draft& draft) {
    for (std::size_t i = 0; i < draft.framework.categories.size(); ++i) {
        const auto& category = draft.framework.categories[i];
        if (!category.area) {
            draft.category_rows[i].warn(
                "Competency Category",
                fmt::format(
                    "no area serves {}: its courses can be recommended to nobody", in_quotes(category.name)
                )
            );
        }
    }
}

void check_aliases(const Draft& draft) {
    for (const auto& [from, area] : draft.aliases) {
        if (!draft.categories.find(from)) {
            draft.problems.add(
                {.file = "verticals.ods",
                 .sheet = {},
                 .row = 0,
                 .column = "Aliases",
                 .detail = fmt::format("{} is the name of no competency category", in_quotes(from.second)),
                 .warning = true}
            );
        }
    }
}

void check_unused_competencies(const Draft& draft) {
    std::set<core::domain::CompetencyId> used;
    for (const auto& role : draft.framework.job_roles) {
        used.insert(role.competencies.begin(), role.competencies.end());
    }
    for (std::size_t i = 0; i < draft.framework.competencies.size(); ++i) {
        if (!used.contains(draft.framework.competencies[i].id)) {
            draft.competency_rows[i].warn("ID", "no job role uses this competency");
        }
    }
}

void check_roles_without_specialism(const Draft& draft) {
    for (std::size_t i = 0; i < draft.role_rows.size(); ++i) {
        const auto& role = draft.framework.job_roles[i];
        if (role.specialism) {
            continue;
        }
        std::vector<std::int32_t> specialised;
        for (const auto id : role.competencies) {
            const auto at = draft.competencies.find(to_int(id));
            if (at && draft.framework.competencies[*at].specialism) {
                specialised.push_back(to_int(id));
            }
        }
        if (!specialised.empty()) {
            draft.role_rows[i].warn(
                "Specialism", "is empty, but the role uses competencies that have one: " + list(specialised)
            );
        }
    }
}

/// A role that takes of another role's block nothing but the last competency, where a block of its own
/// begins, mostly has a range that begins one too early.
void check_touching_ranges(const Draft& draft) {
    std::map<NumberRange, std::size_t> first_use;
    for (std::size_t role = 0; role < draft.role_ranges.size(); ++role) {
        for (const auto& range : draft.role_ranges[role]) {
            if (range.first < range.last) {
                first_use.emplace(range, role);
            }
            if (first_use.size() > kMostCompared) {
                return;
            }
        }
    }
    std::multimap<std::int32_t, NumberRange> by_end;
    for (const auto& [range, role] : first_use) {
        by_end.emplace(range.last, range);
    }
    for (const auto& [range, role] : first_use) {
        const auto& used = draft.framework.job_roles[role].competencies;
        const auto [from, to] = by_end.equal_range(range.first);
        for (auto other = from; other != to; ++other) {
            const auto& earlier = other->second;
            const bool uses_more = std::any_of(used.begin(), used.end(), [&](const auto id) {
                return to_int(id) >= earlier.first && to_int(id) < earlier.last;
            });
            if (uses_more) {
                continue;
            }
            draft.role_rows[role].warn(
                "Competency Ids",
                fmt::format(
                    "{}-{} begins with the last competency of {}-{} (role {}): is one of them off by one?",
                    range.first,
                    range.last,
                    earlier.first,
                    earlier.last,
                    in_quotes(draft.framework.job_roles[first_use.at(earlier)].name)
                )
            );
        }
    }
}

}  // namespace

void check_peculiarities(Draft& draft) {
    if (draft.verticals.complete()) {
        check_categories(draft);
    }
    if (draft.competencies.complete()) {
        check_aliases(draft);
        if (draft.role_table) {
            check_unused_competencies(draft);
        }
    }
    check_roles_without_specialism(draft);
    check_touching_ranges(draft);
}

}  // namespace app::framework_import
