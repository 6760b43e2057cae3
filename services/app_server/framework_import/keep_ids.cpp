#include "app_server/framework_import/keep_ids.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace app {

namespace {

using namespace core::domain;

/// From the sheet's numbers to the store's.
template <class Id>
class Renumbering {
public:
    template <class Item, class KeyOf>
    Renumbering(std::vector<Item>& imported, const std::vector<Item>& existing, KeyOf key_of) {
        std::map<decltype(key_of(imported.front())), Id> by_key;
        std::set<Id> used;
        for (const auto& item : existing) {
            by_key.emplace(key_of(item), item.id);
            used.insert(item.id);
        }
        for (const auto& item : imported) {
            const auto known = by_key.find(key_of(item));
            if (known != by_key.end()) numbers_.emplace(item.id, known->second);
        }
        for (const auto& item : imported) {
            if (numbers_.contains(item.id)) continue;
            const Id id = used.contains(item.id) ? static_cast<Id>(to_int(*used.rbegin()) + 1) : item.id;
            used.insert(id);
            numbers_.emplace(item.id, id);
        }
        for (auto& item : imported) apply(item.id);
        std::sort(imported.begin(), imported.end(), [](const Item& a, const Item& b) { return a.id < b.id; });
    }

    void apply(Id& id) const { id = numbers_.at(id); }

    void apply(std::optional<Id>& id) const {
        if (id) apply(*id);
    }

    void apply(std::vector<Id>& ids) const {
        for (auto& id : ids) apply(id);
        std::sort(ids.begin(), ids.end());
    }

private:
    std::map<Id, Id> numbers_;
};

std::string name_of(const auto& item) {
    return item.name;
}

}  // namespace

void keep_ids(Framework& imported, const Framework& existing, std::vector<Course>& courses) {
    const auto acronym_of = [](const auto& item) { return item.acronym; };
    const Renumbering<LevelId> levels(imported.levels, existing.levels, acronym_of);
    const Renumbering<FormatId> formats(imported.formats, existing.formats, acronym_of);
    const Renumbering<NeedId> needs(imported.needs, existing.needs, name_of<Need>);
    const Renumbering<SpecialismId>
        specialisms(imported.specialisms, existing.specialisms, name_of<Specialism>);
    const Renumbering<VerticalId> verticals(imported.verticals, existing.verticals, name_of<Vertical>);

    for (auto& need : imported.needs) {
        levels.apply(need.levels);
        formats.apply(need.formats);
    }
    // What follows is identified within its vertical, which therefore has its final number by now.
    for (auto& area : imported.areas) verticals.apply(area.vertical);
    for (auto& category : imported.categories) verticals.apply(category.vertical);
    for (auto& role : imported.job_roles) verticals.apply(role.vertical);

    const Renumbering<AreaId> areas(imported.areas, existing.areas, [](const Area& area) {
        return std::pair(area.vertical, area.name);
    });
    for (auto& category : imported.categories) areas.apply(category.area);
    const Renumbering<CategoryId> categories(
        imported.categories,
        existing.categories,
        [](const CompetencyCategory& category) { return std::pair(category.vertical, category.name); }
    );
    for (auto& competency : imported.competencies) {
        categories.apply(competency.category);
        specialisms.apply(competency.specialism);
    }
    for (auto& role : imported.job_roles) specialisms.apply(role.specialism);
    const Renumbering<JobRoleId> roles(imported.job_roles, existing.job_roles, name_of<JobRole>);

    for (auto& course : courses) {
        levels.apply(course.level);
        formats.apply(course.format);
        areas.apply(course.areas);
    }
}

}  // namespace app
