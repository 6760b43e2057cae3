#include "app_server/framework_import/course_identity.hpp"
#include "app_server/framework_import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace app::framework_import {
namespace {

using core::domain::AreaId;
using core::domain::CompetencyId;
using core::domain::Course;
using core::domain::Schedule;

constexpr const char* kFile = "courses.ods";

/// The value of a cell; a fault in it is reported and gives the default.
template <class T>
T value(const TableRow& row, std::string_view column, const core::Result<T>& parsed) {
    if (!parsed) {
        row.problem(column, parsed.error().detail);
        return T();
    }
    return *parsed;
}

template <class Id>
Id word(const TableRow& row, std::string_view column, const Names<Id>& acronyms) {
    const auto acronym = row.required(column);
    const auto id = acronyms.find(acronym);
    if (!id && !acronym.empty() && acronyms.complete()) {
        row.problem(column, in_quotes(acronym) + " is not a known acronym");
    }
    return id.value_or(Id{});
}

std::optional<std::string> text(const TableRow& row, std::string_view column) {
    const auto found = row.text(column);
    return found.empty() ? std::nullopt : std::optional<std::string>(found);
}

/// The columns named after verticals hold the keys of their areas.
void tag_areas(const Draft& draft, const TableRow& row, Course& course) {
    for (const auto& [name, vertical] : draft.verticals.all()) {
        const auto keys = parse_ranges(row.text(name));
        if (!keys) {
            row.problem(name, keys.error().detail);
            continue;
        }
        for (const auto key : expand(*keys)) {
            if (const auto area = draft.area_keys.find({vertical, key})) {
                course.areas.push_back(*area);
            } else {
                row.problem(name, fmt::format("there is no area with the key {}", key));
            }
        }
    }
}

/// Technology competencies tag the course with the areas of their categories as well.
void tag_competencies(Draft& draft, const TableRow& row, Course& course) {
    course.competencies = listed_competencies(draft, row, "Competencies", 0);
    for (const auto id : listed_competencies(draft, row, "Tech Competencies", kTechnologyOffset)) {
        course.competencies.push_back(id);
        const auto at = *draft.competencies.find(core::domain::to_int(id));
        const auto category = static_cast<std::size_t>(draft.framework.competencies[at].category);
        if (const auto area = draft.framework.categories[category - 1].area) {
            course.areas.push_back(*area);
        }
    }
}

template <class Id>
void sort_unique(std::vector<Id>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    ids.shrink_to_fit();
}

Schedule read_schedule(const Draft& draft, const TableRow& row) {
    const bool ongoing = value(row, "Ongoing", parse_yes_no(row.text("Ongoing")));
    auto dates = value(row, "Dates", parse_dates(row.text("Dates"), draft.options.year, draft.options.zone));
    if (ongoing) {
        if (!row.text("Dates").empty()) {
            row.problem("Dates", "an ongoing course has no dates");
        }
        return Schedule::ongoing();
    }
    return value(row, "Dates", Schedule::dated(std::move(dates)));
}

Course read_course(Draft& draft, const TableRow& row, CourseIdentities& identities) {
    Course course;
    course.name = row.required("Name");
    course.uid = identities.uid_for(kSampleSource, course.name);
    course.source = kSampleSource;
    course.url = text(row, "URL");
    course.provider = text(row, "Provider");
    course.level = word(row, "Training Level", draft.levels);
    course.format = word(row, "Format", draft.formats);
    course.cost = value(row, "Cost", parse_cost(row.text("Cost")));
    course.cpd = value(row, "Est. CPD points", parse_cpd(row.text("Est. CPD points")));
    course.schedule = read_schedule(draft, row);
    if (const auto duration = row.text("Duration (days)"); !duration.empty()) {
        course.duration = value(row, "Duration (days)", parse_duration(duration));
        if (!core::domain::DurationDays::parse(duration)) {
            row.warn(
                "Duration (days)", fmt::format("{} is rounded to {}", duration, course.duration->compact())
            );
        }
    }
    tag_areas(draft, row, course);
    tag_competencies(draft, row, course);
    sort_unique(course.areas);
    sort_unique(course.competencies);
    return course;
}

/// What the cells' own forms do not already assure, by the rules every course obeys.
void check_rules(const TableRow& row, const Course& course) {
    const auto valid = core::domain::validate(course);
    if (valid) {
        return;
    }
    for (const auto& fault : valid.error().fields) {
        if (fault.name == "/url") {
            row.problem("URL", fmt::format("{} {}", in_quotes(course.url.value_or("")), fault.detail));
        } else if (fault.name == "/name" && course.name.empty()) {
            continue;  // reported as a missing cell
        } else {
            row.problem(fault.name == "/provider" ? "Provider" : "Name", fault.name + " " + fault.detail);
        }
    }
}

}  // namespace

void read_courses(Draft& draft) {
    std::error_code ignored;
    if (!std::filesystem::exists(draft.folder / kFile, ignored)) {
        return;  // a framework without samples
    }
    Headings headings{
        .required =
            {"Format",
             "Training Level",
             "Name",
             "Competencies",
             "Tech Competencies",
             "URL",
             "Cost",
             "Duration (days)",
             "Dates",
             "Est. CPD points"},
        .optional = {"Provider", "Ongoing"},
        .obsolete = {"Available Funding", "Venue"}
    };
    for (const auto& [name, id] : draft.verticals.all()) {
        headings.required.push_back(name);
    }
    const auto table = Table::read(draft.folder, kFile, headings, draft.problems);
    if (!table) {
        return;
    }
    CourseIdentities identities;
    for (const auto& row : table->rows()) {
        auto course = read_course(draft, row, identities);
        check_rules(row, course);
        if (!course.url) {
            row.warn("URL", "is empty");
        }
        draft.courses.push_back(std::move(course));
    }
}

}  // namespace app::framework_import
