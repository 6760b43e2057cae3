#include "app_server/catalogue/framework_view.hpp"

#include <limits>
#include <stdexcept>

namespace app {

namespace {

using namespace core::domain;

/// For ids the schema guarantees; anything else means the store is broken.
template <class Item, class Id>
std::uint32_t must_find(const std::vector<Item>& items, Id id) {
    const auto position = position_in(items, id);
    if (!position) throw std::logic_error("the catalogue refers to an item the framework lacks");
    return *position;
}

}  // namespace

FrameworkView::FrameworkView(Framework framework) : framework_(std::move(framework)) {
    for (const auto& area : framework_.areas) area_verticals_.push_back(vertical(area.vertical));

    needs_.resize(framework_.levels.size() * framework_.formats.size());
    for (std::uint32_t n = 0; n < framework_.needs.size(); ++n) {
        for (const auto level_id : framework_.needs[n].levels) {
            for (const auto format_id : framework_.needs[n].formats) {
                needs_[level(level_id) * framework_.formats.size() + format(format_id)].push_back(n);
            }
        }
    }

    competency_roles_.resize(framework_.competencies.size());
    for (std::uint32_t r = 0; r < framework_.job_roles.size(); ++r) {
        const JobRole& role = framework_.job_roles[r];
        for (const auto id : role.competencies) competency_roles_[competency(id)].push_back(r);
        if (!role.organisation_type) continue;
        auto& known = organisation_types_;
        if (std::find(known.begin(), known.end(), *role.organisation_type) == known.end()) {
            known.push_back(*role.organisation_type);
        }
    }
}

std::uint32_t FrameworkView::level(LevelId id) const {
    return must_find(framework_.levels, id);
}

std::uint32_t FrameworkView::format(FormatId id) const {
    return must_find(framework_.formats, id);
}

std::uint32_t FrameworkView::area(AreaId id) const {
    return must_find(framework_.areas, id);
}

std::uint32_t FrameworkView::competency(CompetencyId id) const {
    return must_find(framework_.competencies, id);
}

std::uint32_t FrameworkView::category(CategoryId id) const {
    return must_find(framework_.categories, id);
}

std::uint32_t FrameworkView::vertical(VerticalId id) const {
    return must_find(framework_.verticals, id);
}

std::vector<std::uint32_t> FrameworkView::categories_of_area(std::uint32_t area) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t c = 0; c < framework_.categories.size(); ++c) {
        if (framework_.categories[c].area == framework_.areas[area].id) found.push_back(c);
    }
    return found;
}

std::vector<std::uint32_t> FrameworkView::competencies_of_category(std::uint32_t category) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t c = 0; c < framework_.competencies.size(); ++c) {
        if (framework_.competencies[c].category == framework_.categories[category].id) found.push_back(c);
    }
    return found;
}

std::vector<std::uint32_t> FrameworkView::roles_of_category(std::uint32_t category) const {
    std::vector<std::uint32_t> found;
    for (const auto competency : competencies_of_category(category)) {
        found.insert(found.end(), competency_roles_[competency].begin(), competency_roles_[competency].end());
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::vector<std::uint32_t> FrameworkView::roles_of_vertical(std::uint32_t vertical) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t r = 0; r < framework_.job_roles.size(); ++r) {
        if (framework_.job_roles[r].vertical == framework_.verticals[vertical].id) found.push_back(r);
    }
    const auto level = [&](std::uint32_t r) {
        return framework_.job_roles[r].level.value_or(std::numeric_limits<std::int32_t>::max());
    };
    std::sort(found.begin(), found.end(), [&](auto a, auto b) {
        return std::pair(level(a), a) < std::pair(level(b), b);
    });
    return found;
}

std::vector<std::uint32_t> FrameworkView::next_roles(std::uint32_t role) const {
    const JobRole& current = framework_.job_roles[role];
    auto found = roles_of_vertical(vertical(current.vertical));
    std::erase_if(found, [&](std::uint32_t r) {
        const auto level = framework_.job_roles[r].level;
        const bool reachable =
            current.level && level && *level >= *current.level && *level <= *current.level + 1;
        return r == role || !reachable;
    });
    return found;
}

}  // namespace app
