#pragma once

#include "app_server/catalogue/published_course.hpp"
#include "cms_server/use_cases/framework/framework_changes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cms {

enum class ItemFate { added, changed, removed };

std::string_view to_string(ItemFate fate);

/// One item that differs between two frameworks.
struct ItemDifference {
    FrameworkItem item;
    ItemFate fate = ItemFate::changed;
    std::string name;              ///< new, or that of the removed one
    std::int64_t courses = 0;      ///< published ones that refer to it
    bool blocks_delivery = false;  ///< removed while published courses refer to it: the App will refuse it
};

struct TouchedRole {
    core::domain::JobRoleId id{};
    std::string name;
    bool questions_change = false;  ///< what its review asks
};

/// What a change of the framework means for everything that stands on it.
struct FrameworkImpact {
    std::vector<ItemDifference> items;  ///< by kind, then by number
    std::vector<TouchedRole> roles;     ///< whose review or recommendations change; by number
    std::vector<std::string> courses;   ///< uids of published courses tagged with what changes; the first 100
    std::int64_t course_count = 0;      ///< all of them
    std::int64_t competency_count = 0;  ///< competencies added, changed or removed

    [[nodiscard]] bool blocked() const;
};

/// Compares two frameworks, each valid, against the published courses.
FrameworkImpact impact_of(
    const core::domain::Framework& before,
    const core::domain::Framework& after,
    const std::vector<app::CoursePtr>& published
);

}  // namespace cms
