#include "app_server/framework_import/counts.hpp"

#include <fmt/format.h>

#include <map>

namespace app::framework_import {
namespace {

using core::domain::Cost;
using core::domain::Cpd;
using core::domain::Framework;
using core::domain::VerticalId;
using core::domain::VerticalKind;

/// Which vertical everything belongs to, to tell the technology framework from the professions.
struct Places {
    explicit Places(const Framework& framework) {
        for (const auto& vertical : framework.verticals) {
            technology[vertical.id] = vertical.kind == VerticalKind::technology;
        }
        for (const auto& area : framework.areas) {
            areas[area.id] = area.vertical;
        }
        for (const auto& category : framework.categories) {
            categories[category.id] = category.vertical;
        }
        for (const auto& competency : framework.competencies) {
            competencies[competency.id] = categories[competency.category];
        }
    }

    std::map<VerticalId, bool> technology;
    std::map<core::domain::AreaId, VerticalId> areas;
    std::map<core::domain::CategoryId, VerticalId> categories;
    std::map<core::domain::CompetencyId, VerticalId> competencies;
};

void count_vertical(
    const core::domain::Vertical& vertical, const Framework& framework, Places& places, ImportCounts& counts
) {
    ImportCounts::OfVertical own{.name = vertical.name};
    for (const auto& area : framework.areas) {
        own.areas += area.vertical == vertical.id ? 1 : 0;
    }
    for (const auto& category : framework.categories) {
        if (category.vertical == vertical.id) {
            own.categories += 1;
            counts.categories_without_area += category.area ? 0 : 1;
        }
    }
    std::size_t with_specialism = 0;
    for (const auto& competency : framework.competencies) {
        if (places.competencies[competency.id] == vertical.id) {
            own.competencies += 1;
            with_specialism += competency.specialism ? 1 : 0;
        }
    }
    std::size_t links = 0;
    std::size_t roles_with_specialism = 0;
    for (const auto& role : framework.job_roles) {
        if (role.vertical == vertical.id) {
            own.job_roles += 1;
            links += role.competencies.size();
            roles_with_specialism += role.specialism ? 1 : 0;
        }
    }
    if (vertical.kind == VerticalKind::technology) {
        counts.technology_roles += own.job_roles;
        counts.technology_categories += own.categories;
        counts.technology_competencies += own.competencies;
        counts.technology_role_competencies += links;
        return;
    }
    counts.areas += own.areas;
    counts.categories += own.categories;
    counts.competencies += own.competencies;
    counts.competencies_with_specialism += with_specialism;
    counts.job_roles += own.job_roles;
    counts.job_roles_with_specialism += roles_with_specialism;
    counts.role_competencies += links;
    counts.verticals.push_back(std::move(own));
}

void count_course(const core::domain::Course& course, Places& places, ImportCounts& counts) {
    counts.courses_ongoing += course.schedule.is_ongoing() ? 1 : 0;
    counts.courses_without_url += course.url ? 0 : 1;
    for (const auto& date : course.schedule.dates()) {
        counts.course_dates += 1;
        counts.course_dates_with_end += date.ends_at ? 1 : 0;
    }
    switch (course.cost.kind()) {
        case Cost::Kind::fixed: counts.cost_fixed += 1; break;
        case Cost::Kind::free: counts.cost_free += 1; break;
        case Cost::Kind::varying: counts.cost_varying += 1; break;
        case Cost::Kind::unknown: counts.cost_unknown += 1; break;
    }
    switch (course.cpd.kind()) {
        case Cpd::Kind::points: counts.cpd_points += 1; break;
        case Cpd::Kind::private_study: counts.cpd_private += 1; break;
        case Cpd::Kind::to_be_confirmed: counts.cpd_to_be_confirmed += 1; break;
        case Cpd::Kind::not_applicable: counts.cpd_not_applicable += 1; break;
        case Cpd::Kind::unknown: counts.cpd_unknown += 1; break;
    }
    for (const auto area : course.areas) {
        (places.technology[places.areas[area]] ? counts.course_technology_areas : counts.course_areas) += 1;
    }
    for (const auto id : course.competencies) {
        const bool technology = places.technology[places.competencies[id]];
        (technology ? counts.course_technology_competencies : counts.course_competencies) += 1;
    }
}

}  // namespace

ImportCounts count(const Framework& framework, const std::vector<core::domain::Course>& courses) {
    ImportCounts counts;
    counts.levels = framework.levels.size();
    counts.formats = framework.formats.size();
    counts.needs = framework.needs.size();
    for (const auto& need : framework.needs) {
        counts.need_formats += need.formats.size();
        counts.need_levels += need.levels.size();
    }
    counts.specialisms = framework.specialisms.size();
    Places places(framework);
    for (const auto& vertical : framework.verticals) {
        count_vertical(vertical, framework, places, counts);
    }
    counts.courses = courses.size();
    for (const auto& course : courses) {
        count_course(course, places, counts);
    }
    return counts;
}

std::string summary(const ImportCounts& c) {
    std::string text = fmt::format(
        "levels {}, formats {}, needs {} (formats {}, levels {})\n",
        c.levels,
        c.formats,
        c.needs,
        c.need_formats,
        c.need_levels
    );
    text += fmt::format("verticals {}\n", c.verticals.size());
    for (const auto& v : c.verticals) {
        text += fmt::format(
            "  {}: areas {}, categories {}, competencies {}, job roles {}\n",
            v.name,
            v.areas,
            v.categories,
            v.competencies,
            v.job_roles
        );
    }
    text += fmt::format(
        "areas {}, categories {} ({} without area)\n", c.areas, c.categories, c.categories_without_area
    );
    text += fmt::format(
        "competencies {} ({} with a specialism), specialisms {}\n",
        c.competencies,
        c.competencies_with_specialism,
        c.specialisms
    );
    text += fmt::format(
        "job roles {} ({} with a specialism), role-competency links {}\n",
        c.job_roles,
        c.job_roles_with_specialism,
        c.role_competencies
    );
    text += fmt::format(
        "technology roles {}, categories {} by role ({} names), competencies {}, role links {}\n",
        c.technology_roles,
        c.technology_categories_by_role,
        c.technology_categories,
        c.technology_competencies,
        c.technology_role_competencies
    );
    text += fmt::format(
        "courses {} ({} ongoing, {} without address), dates {} ({} with an end)\n",
        c.courses,
        c.courses_ongoing,
        c.courses_without_url,
        c.course_dates,
        c.course_dates_with_end
    );
    text += fmt::format(
        "  cost: fixed {}, free {}, varying {}, unknown {}\n",
        c.cost_fixed,
        c.cost_free,
        c.cost_varying,
        c.cost_unknown
    );
    text += fmt::format(
        "  CPD: points {}, private {}, to be confirmed {}, not applicable {}, unknown {}\n",
        c.cpd_points,
        c.cpd_private,
        c.cpd_to_be_confirmed,
        c.cpd_not_applicable,
        c.cpd_unknown
    );
    text += fmt::format(
        "  links: areas {}, technology areas {}, competencies {}, technology competencies {}\n",
        c.course_areas,
        c.course_technology_areas,
        c.course_competencies,
        c.course_technology_competencies
    );
    return text;
}

}  // namespace app::framework_import
