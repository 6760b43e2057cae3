#include "core/domain/framework.hpp"

#include <fmt/format.h>

#include <set>
#include <unordered_map>

namespace core::domain {
namespace {

template <class Item>
using ById = std::unordered_map<std::int32_t, const Item*>;

/// Walks the parts of a framework and notes what does not hold.
class Check {
public:
    explicit Check(const Framework& framework) : framework_(framework) {}

    std::vector<FieldError> run() {
        levels_ = index("/levels", framework_.levels);
        formats_ = index("/formats", framework_.formats);
        index("/needs", framework_.needs);
        specialisms_ = index("/specialisms", framework_.specialisms);
        verticals_ = index("/verticals", framework_.verticals);
        areas_ = index("/areas", framework_.areas);
        categories_ = index("/categories", framework_.categories);
        competencies_ = index("/competencies", framework_.competencies);
        index("/job_roles", framework_.job_roles);

        if (framework_.title.empty()) add("/title", "required", "must not be empty");
        check_course_words();
        check_needs();
        check_verticals();
        check_areas();
        check_categories();
        check_competencies();
        check_job_roles();
        return std::move(faults_);
    }

private:
    using Names = std::set<std::pair<std::int32_t, std::string_view>>;  ///< each within its vertical, or 0

    void add(std::string pointer, std::string code, std::string detail) {
        faults_.push_back({FaultPlace::body, std::move(pointer), std::move(code), std::move(detail)});
    }

    template <class Item>
    ById<Item> index(std::string_view list, const std::vector<Item>& items) {
        ById<Item> found;
        std::int32_t before = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::int32_t id = to_int(items[i].id);
            const auto pointer = [&] { return fmt::format("{}/{}/id", list, i); };
            if (id < 1) {
                add(pointer(), "out-of-range", "must be at least 1");
            } else if (!found.emplace(id, &items[i]).second) {
                add(pointer(), "duplicate", fmt::format("{} is the number of an earlier item too", id));
            } else if (id < before) {
                add(pointer(), "not-ascending", fmt::format("{} must not stand behind {}", id, before));
            }
            before = std::max(before, id);
        }
        return found;
    }

    /// The item a reference names; notes a fault and gives null when there is none.
    template <class Item, class Id>
    const Item* refer(const ById<Item>& items, Id id, std::string_view what, const std::string& pointer) {
        const auto found = items.find(to_int(id));
        if (found != items.end()) return found->second;
        add(pointer, "unknown-reference", fmt::format("there is no {} {}", what, to_int(id)));
        return nullptr;
    }

    /// An empty `name` is a fault only when `required`.
    void check_name(
        Names& taken, const std::string& pointer, std::string_view name, VerticalId in, bool required
    ) {
        if (name.empty()) {
            if (required) add(pointer, "required", "must not be empty");
        } else if (!taken.emplace(to_int(in), name).second) {
            add(pointer, "duplicate", "an earlier item has the same text");
        }
    }

    template <class Item, class Id>
    void check_list(
        const ById<Item>& items, const std::vector<Id>& ids, std::string_view what, const std::string& list
    ) {
        std::set<Id> seen;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::string pointer = fmt::format("{}/{}", list, i);
            refer(items, ids[i], what, pointer);
            if (!seen.insert(ids[i]).second) {
                add(pointer, "duplicate", fmt::format("{} {} is listed twice", what, to_int(ids[i])));
            }
        }
    }

    void check_course_words() {
        const auto check = [&](std::string_view list, const auto& items) {
            Names names;
            Names acronyms;
            for (std::size_t i = 0; i < items.size(); ++i) {
                check_name(names, fmt::format("{}/{}/name", list, i), items[i].name, {}, true);
                check_name(acronyms, fmt::format("{}/{}/acronym", list, i), items[i].acronym, {}, true);
            }
        };
        check("/levels", framework_.levels);
        check("/formats", framework_.formats);
        Names names;
        for (std::size_t i = 0; i < framework_.specialisms.size(); ++i) {
            check_name(
                names, fmt::format("/specialisms/{}/name", i), framework_.specialisms[i].name, {}, true
            );
        }
    }

    void check_needs() {
        Names names;
        Names options;
        for (std::size_t i = 0; i < framework_.needs.size(); ++i) {
            const Need& need = framework_.needs[i];
            const std::string at = fmt::format("/needs/{}", i);
            check_name(names, at + "/name", need.name, {}, true);
            check_name(options, at + "/option_text", need.option_text, {}, false);
            check_list(formats_, need.formats, "format", at + "/formats");
            check_list(levels_, need.levels, "level", at + "/levels");
        }
    }

    void check_verticals() {
        Names names;
        Names options;
        for (std::size_t i = 0; i < framework_.verticals.size(); ++i) {
            const Vertical& vertical = framework_.verticals[i];
            check_name(names, fmt::format("/verticals/{}/name", i), vertical.name, {}, true);
            check_name(options, fmt::format("/verticals/{}/option_text", i), vertical.option_text, {}, false);
        }
    }

    void check_areas() {
        Names names;
        std::set<std::pair<VerticalId, std::int32_t>> keys;
        for (std::size_t i = 0; i < framework_.areas.size(); ++i) {
            const Area& area = framework_.areas[i];
            const std::string at = fmt::format("/areas/{}", i);
            refer(verticals_, area.vertical, "vertical", at + "/vertical");
            check_name(names, at + "/name", area.name, area.vertical, true);
            if (!keys.emplace(area.vertical, area.key).second) {
                add(at + "/key", "duplicate", fmt::format("key {} is taken in its vertical", area.key));
            }
        }
    }

    void check_categories() {
        Names names;
        for (std::size_t i = 0; i < framework_.categories.size(); ++i) {
            const CompetencyCategory& category = framework_.categories[i];
            const std::string at = fmt::format("/categories/{}", i);
            refer(verticals_, category.vertical, "vertical", at + "/vertical");
            check_name(names, at + "/name", category.name, category.vertical, true);
            if (!category.area) continue;
            const Area* area = refer(areas_, *category.area, "area", at + "/area");
            if (area != nullptr && area->vertical != category.vertical) {
                add(at + "/area", "other-vertical", "the area belongs to another vertical");
            }
        }
    }

    void check_competencies() {
        for (std::size_t i = 0; i < framework_.competencies.size(); ++i) {
            const Competency& competency = framework_.competencies[i];
            const std::string at = fmt::format("/competencies/{}", i);
            refer(categories_, competency.category, "category", at + "/category");
            if (competency.specialism) {
                refer(specialisms_, *competency.specialism, "specialism", at + "/specialism");
            }
            if (competency.title.empty()) add(at + "/title", "required", "must not be empty");
        }
    }

    void check_job_roles() {
        Names names;
        Names options;
        for (std::size_t i = 0; i < framework_.job_roles.size(); ++i) {
            const JobRole& role = framework_.job_roles[i];
            const std::string at = fmt::format("/job_roles/{}", i);
            refer(verticals_, role.vertical, "vertical", at + "/vertical");
            check_name(names, at + "/name", role.name, {}, true);
            check_name(options, at + "/option_text", role.option_text, role.vertical, false);
            if (role.level.value_or(1) < 1) add(at + "/level", "out-of-range", "must be at least 1");
            if (role.organisation_type && role.organisation_type->empty()) {
                add(at + "/organisation_type", "required", "must not be empty when given");
            }
            if (role.specialism) refer(specialisms_, *role.specialism, "specialism", at + "/specialism");
            check_list(competencies_, role.competencies, "competency", at + "/competencies");
            check_questions(role, at + "/competencies");
        }
    }

    void check_questions(const JobRole& role, const std::string& list) {
        for (std::size_t i = 0; i < role.competencies.size(); ++i) {
            const auto competency = competencies_.find(to_int(role.competencies[i]));
            if (competency == competencies_.end()) continue;
            const auto category = categories_.find(to_int(competency->second->category));
            if (category == categories_.end() || category->second->vertical == role.vertical) continue;
            add(fmt::format("{}/{}", list, i), "other-vertical", "the competency belongs to another vertical"
            );
        }
    }

    const Framework& framework_;
    std::vector<FieldError> faults_;
    ById<Level> levels_;
    ById<Format> formats_;
    ById<Specialism> specialisms_;
    ById<Vertical> verticals_;
    ById<Area> areas_;
    ById<CompetencyCategory> categories_;
    ById<Competency> competencies_;
};

}  // namespace

Result<void> validate(const Framework& framework) {
    std::vector<FieldError> faults = Check(framework).run();
    if (faults.empty()) return {};
    return Error{
        ErrorKind::invalid_input,
        "invalid-framework",
        "the parts of the framework do not fit",
        std::move(faults)
    };
}

std::string_view to_string(VerticalKind kind) {
    switch (kind) {
        case VerticalKind::profession: return "profession";
        case VerticalKind::technology: return "technology";
    }
    return "unknown";
}

}  // namespace core::domain
