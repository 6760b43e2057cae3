#pragma once

#include "core/domain/course.hpp"
#include "core/domain/framework.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace app::framework_import {

/// How much one import read. Without `technology` in its name a count is about the professions alone.
struct ImportCounts {
    struct OfVertical {
        std::string name;
        std::size_t areas = 0;
        std::size_t categories = 0;
        std::size_t competencies = 0;
        std::size_t job_roles = 0;
        friend bool operator==(const OfVertical&, const OfVertical&) = default;
    };

    std::size_t levels = 0;
    std::size_t formats = 0;
    std::size_t needs = 0;
    std::size_t need_formats = 0;
    std::size_t need_levels = 0;

    std::vector<OfVertical> verticals;
    std::size_t areas = 0;
    std::size_t categories = 0;
    std::size_t categories_without_area = 0;
    std::size_t competencies = 0;
    std::size_t competencies_with_specialism = 0;
    std::size_t specialisms = 0;
    std::size_t job_roles = 0;
    std::size_t job_roles_with_specialism = 0;
    std::size_t role_competencies = 0;

    std::size_t technology_roles = 0;
    std::size_t technology_categories = 0;          ///< distinct names
    std::size_t technology_categories_by_role = 0;  ///< distinct pairs of role and name
    std::size_t technology_competencies = 0;
    std::size_t technology_role_competencies = 0;

    std::size_t courses = 0;
    std::size_t courses_ongoing = 0;
    std::size_t courses_without_url = 0;
    std::size_t course_dates = 0;
    std::size_t course_dates_with_end = 0;
    std::size_t cost_fixed = 0;
    std::size_t cost_free = 0;
    std::size_t cost_varying = 0;
    std::size_t cost_unknown = 0;
    std::size_t cpd_points = 0;
    std::size_t cpd_private = 0;
    std::size_t cpd_to_be_confirmed = 0;
    std::size_t cpd_not_applicable = 0;
    std::size_t cpd_unknown = 0;
    std::size_t course_areas = 0;
    std::size_t course_technology_areas = 0;
    std::size_t course_competencies = 0;
    std::size_t course_technology_competencies = 0;

    friend bool operator==(const ImportCounts&, const ImportCounts&) = default;
};

/// Counts what is there; `technology_categories_by_role` is not, as a framework does not keep it.
ImportCounts count(
    const core::domain::Framework& framework, const std::vector<core::domain::Course>& courses
);

/// A few lines for people.
std::string summary(const ImportCounts& counts);

}  // namespace app::framework_import
