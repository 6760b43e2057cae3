#pragma once

#include "core/domain/course.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::domain {

/// What staff work on: a course that may still lack what publishing needs.
struct CourseDraft {
    std::string name;
    std::optional<std::string> url;
    std::optional<std::string> provider;
    std::optional<LevelId> level;
    std::optional<FormatId> format;
    Cost cost;
    Cpd cpd;
    Schedule schedule;
    std::optional<DurationDays> duration;
    std::vector<AreaId> areas;               ///< ascending, without repeats
    std::vector<CompetencyId> competencies;  ///< ascending, without repeats

    friend bool operator==(const CourseDraft&, const CourseDraft&) = default;
};

/// The fields of a draft, each compared, reviewed and taken over as a whole.
enum class CourseField {
    name,
    url,
    provider,
    level,
    format,
    cost,
    cpd,
    schedule,
    duration,
    areas,
    competencies,
};

inline constexpr std::array kCourseFields{
    CourseField::name,
    CourseField::url,
    CourseField::provider,
    CourseField::level,
    CourseField::format,
    CourseField::cost,
    CourseField::cpd,
    CourseField::schedule,
    CourseField::duration,
    CourseField::areas,
    CourseField::competencies,
};

/// The member's name in JSON: `name`, `url`, …, `duration_days`, `areas`, `competency_ids`.
std::string_view to_string(CourseField field);
std::optional<CourseField> parse_course_field(std::string_view text);

[[nodiscard]] bool same(CourseField field, const CourseDraft& a, const CourseDraft& b);

/// Makes `to` equal to `from` in one field.
void copy_field(CourseField field, const CourseDraft& from, CourseDraft& to);

inline constexpr std::size_t kMaxDates = 500;
inline constexpr std::size_t kMaxTags = 500;

/// What must hold before a draft is kept at all: sizes, a web URL where there is one, sorted unique tags. Its
/// name may still be empty. `invalid_input` with JSON Pointers into the draft.
Result<void> validate(const CourseDraft& draft);

/// The course to publish. `invalid_input` naming, all at once, everything that publishing lacks: name, URL,
/// provider, level, format, a known cost and CPD, dates or ongoing, and at least one area or competency.
Result<Course> to_course(
    const CourseDraft& draft, std::string uid, std::string source, std::int64_t revision
);

/// The draft that a published course is.
CourseDraft to_draft(const Course& course);

}  // namespace core::domain
