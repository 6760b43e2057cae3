#pragma once

#include "core/domain/framework.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace app {

/// Position of an item in a list that is in order of its ids; no value for an id it lacks.
template <class Item, class Id>
std::optional<std::uint32_t> position_in(const std::vector<Item>& items, Id id) {
    const auto at = std::lower_bound(items.begin(), items.end(), id, [](const Item& item, Id wanted) {
        return item.id < wanted;
    });
    if (at == items.end() || at->id != id) return std::nullopt;
    return static_cast<std::uint32_t>(at - items.begin());
}

/// The framework with the look-ups the public reads need: everything by position in its list.
class FrameworkView {
public:
    explicit FrameworkView(core::domain::Framework framework);

    [[nodiscard]] const core::domain::Framework& data() const { return framework_; }

    [[nodiscard]] std::uint32_t level(core::domain::LevelId id) const;
    [[nodiscard]] std::uint32_t format(core::domain::FormatId id) const;
    [[nodiscard]] std::uint32_t area(core::domain::AreaId id) const;
    [[nodiscard]] std::uint32_t competency(core::domain::CompetencyId id) const;
    [[nodiscard]] std::uint32_t category(core::domain::CategoryId id) const;
    [[nodiscard]] std::uint32_t vertical(core::domain::VerticalId id) const;

    [[nodiscard]] std::uint32_t vertical_of_area(std::uint32_t area) const { return area_verticals_[area]; }

    /// Needs that list both the level and the format.
    [[nodiscard]] const std::vector<std::uint32_t>& needs_of(std::uint32_t level, std::uint32_t format)
        const {
        return needs_[level * framework_.formats.size() + format];
    }

    /// Roles whose reviews ask for the competency.
    [[nodiscard]] const std::vector<std::uint32_t>& roles_of_competency(std::uint32_t competency) const {
        return competency_roles_[competency];
    }

    /// Organisation types that roles name, in order of first appearance.
    [[nodiscard]] const std::vector<std::string>& organisation_types() const { return organisation_types_; }

    /// Categories served by the area, and categories and roles by what they belong to; all ascending.
    [[nodiscard]] std::vector<std::uint32_t> categories_of_area(std::uint32_t area) const;
    [[nodiscard]] std::vector<std::uint32_t> competencies_of_category(std::uint32_t category) const;
    [[nodiscard]] std::vector<std::uint32_t> roles_of_category(std::uint32_t category) const;

    /// Roles of a vertical by level, ties by id; roles without a level last.
    [[nodiscard]] std::vector<std::uint32_t> roles_of_vertical(std::uint32_t vertical) const;

    /// The candidates for the role after `role`: of its vertical, of its level or the one above, without
    /// itself.
    [[nodiscard]] std::vector<std::uint32_t> next_roles(std::uint32_t role) const;

private:
    core::domain::Framework framework_;
    std::vector<std::string> organisation_types_;
    std::vector<std::uint32_t> area_verticals_;
    std::vector<std::vector<std::uint32_t>> needs_;
    std::vector<std::vector<std::uint32_t>> competency_roles_;
};

}  // namespace app
