#include "cms_server/use_cases/framework/framework_impact.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace cms {

namespace {

using namespace core::domain;

constexpr std::size_t kMostCourses = 100;

using Differences = std::map<FrameworkItem, ItemDifference>;

const std::string& name_of(const auto& item) {
    return item.name;
}

const std::string& name_of(const Competency& item) {
    return item.title;
}

/// Both lists are in the order of their ids.
template <class Item>
void compare(
    FrameworkItemKind kind, const std::vector<Item>& before, const std::vector<Item>& after, Differences& out
) {
    const auto add = [&](const Item& item, ItemFate fate) {
        const FrameworkItem key{kind, to_int(item.id)};
        out[key] = {.item = key, .fate = fate, .name = name_of(item), .courses = 0, .blocks_delivery = false};
    };
    auto b = before.begin();
    auto a = after.begin();
    while (b != before.end() || a != after.end()) {
        if (a == after.end() || (b != before.end() && b->id < a->id)) {
            add(*b++, ItemFate::removed);
        } else if (b == before.end() || a->id < b->id) {
            add(*a++, ItemFate::added);
        } else {
            if (!(*b == *a)) add(*a, ItemFate::changed);
            ++a;
            ++b;
        }
    }
}

Differences differences(const Framework& before, const Framework& after) {
    Differences out;
    compare(FrameworkItemKind::level, before.levels, after.levels, out);
    compare(FrameworkItemKind::format, before.formats, after.formats, out);
    compare(FrameworkItemKind::need, before.needs, after.needs, out);
    compare(FrameworkItemKind::specialism, before.specialisms, after.specialisms, out);
    compare(FrameworkItemKind::vertical, before.verticals, after.verticals, out);
    compare(FrameworkItemKind::area, before.areas, after.areas, out);
    compare(FrameworkItemKind::category, before.categories, after.categories, out);
    compare(FrameworkItemKind::competency, before.competencies, after.competencies, out);
    compare(FrameworkItemKind::job_role, before.job_roles, after.job_roles, out);
    return out;
}

/// Counts a course at every item it refers to; true when there is one.
bool count_course(const Course& course, Differences& items) {
    bool touched = false;
    const auto look = [&](FrameworkItemKind kind, std::int32_t id) {
        const auto found = items.find({kind, id});
        if (found == items.end()) return;
        ++found->second.courses;
        found->second.blocks_delivery = found->second.fate == ItemFate::removed;
        touched = true;
    };
    look(FrameworkItemKind::level, to_int(course.level));
    look(FrameworkItemKind::format, to_int(course.format));
    for (const auto area : course.areas) look(FrameworkItemKind::area, to_int(area));
    for (const auto id : course.competencies) look(FrameworkItemKind::competency, to_int(id));
    return touched;
}

std::map<CompetencyId, CategoryId> categories_of(const Framework& framework) {
    std::map<CompetencyId, CategoryId> out;
    for (const auto& competency : framework.competencies) out.emplace(competency.id, competency.category);
    return out;
}

/// Roles of either framework: those that differ themselves, and those that ask for what differs.
std::vector<TouchedRole> touched_roles(
    const Framework& before, const Framework& after, const Differences& items
) {
    std::map<JobRoleId, TouchedRole> roles;
    const auto look = [&](const Framework& framework) {
        const auto categories = categories_of(framework);
        for (const auto& role : framework.job_roles) {
            bool asks = false;
            bool recommends = false;
            for (const auto id : role.competencies) {
                asks = asks || items.contains({FrameworkItemKind::competency, to_int(id)});
                recommends =
                    recommends || items.contains({FrameworkItemKind::category, to_int(categories.at(id))});
            }
            const auto own = items.find({FrameworkItemKind::job_role, to_int(role.id)});
            if (!asks && !recommends && own == items.end()) continue;
            auto& touched = roles[role.id];
            touched.id = role.id;
            touched.name = role.name;
            touched.questions_change = touched.questions_change || asks || own != items.end();
        }
    };
    look(before);
    look(after);
    std::vector<TouchedRole> out;
    for (auto& [id, role] : roles) out.push_back(std::move(role));
    return out;
}

}  // namespace

std::string_view to_string(ItemFate fate) {
    switch (fate) {
        case ItemFate::added: return "added";
        case ItemFate::changed: return "changed";
        case ItemFate::removed: return "removed";
    }
}

bool FrameworkImpact::blocked() const {
    return std::any_of(items.begin(), items.end(), [](const auto& item) { return item.blocks_delivery; });
}

FrameworkImpact impact_of(
    const Framework& before, const Framework& after, const std::vector<app::CoursePtr>& published
) {
    auto items = differences(before, after);
    FrameworkImpact impact;
    for (const auto& course : published) {
        if (!count_course(course->course(), items)) continue;
        ++impact.course_count;
        if (impact.courses.size() < kMostCourses) impact.courses.push_back(course->course().uid);
    }
    impact.roles = touched_roles(before, after, items);
    for (auto& [key, item] : items) {
        if (key.kind == FrameworkItemKind::competency) ++impact.competency_count;
        impact.items.push_back(std::move(item));
    }
    return impact;
}

}  // namespace cms
