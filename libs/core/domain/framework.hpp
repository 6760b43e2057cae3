#pragma once

#include "core/base/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace core::domain {

/// The numbers of framework items. Each kind of item has its own number space; a number never changes its
/// meaning.
enum class VerticalId : std::int32_t {};
enum class AreaId : std::int32_t {};
enum class CategoryId : std::int32_t {};
enum class CompetencyId : std::int32_t {};
enum class JobRoleId : std::int32_t {};
enum class SpecialismId : std::int32_t {};
enum class LevelId : std::int32_t {};
enum class FormatId : std::int32_t {};
enum class NeedId : std::int32_t {};

/// The plain number of an id.
template <class Id>
    requires std::is_enum_v<Id>
constexpr std::int32_t to_int(Id id) {
    return static_cast<std::int32_t>(id);
}

/// How demanding a course is.
struct Level {
    LevelId id{};
    std::string acronym;
    std::string name;
    friend bool operator==(const Level&, const Level&) = default;
};

/// How a course is taught.
struct Format {
    FormatId id{};
    std::string acronym;
    std::string name;
    friend bool operator==(const Format&, const Format&) = default;
};

/// A reason to learn; stands for the course formats and levels that serve it.
struct Need {
    NeedId id{};
    std::string name;
    std::string option_text;  ///< how a person choosing it would say it
    std::vector<FormatId> formats;
    std::vector<LevelId> levels;
    friend bool operator==(const Need&, const Need&) = default;
};

struct Specialism {
    SpecialismId id{};
    std::string name;
    friend bool operator==(const Specialism&, const Specialism&) = default;
};

enum class VerticalKind {
    profession,  ///< a kind of professional, chosen at the start of a review
    technology,  ///< the technology framework: its roles are chosen by themselves
};

/// A kind of professional.
struct Vertical {
    VerticalId id{};
    VerticalKind kind = VerticalKind::profession;
    std::string name;
    std::string option_text;
    friend bool operator==(const Vertical&, const Vertical&) = default;
};

/// A development area of a vertical: what courses are tagged with.
struct Area {
    AreaId id{};
    VerticalId vertical{};
    std::int32_t key = 0;  ///< its number within the vertical, as the sheets use it
    std::string name;
    std::string option_text;
    bool hidden = false;  ///< not offered as an answer of the questionnaire
    friend bool operator==(const Area&, const Area&) = default;
};

/// A group of competencies of a vertical, served by the courses of one area, or of none.
struct CompetencyCategory {
    CategoryId id{};
    VerticalId vertical{};
    std::string name;
    std::optional<AreaId> area;
    friend bool operator==(const CompetencyCategory&, const CompetencyCategory&) = default;
};

/// One "I can …" statement: one question of a review.
struct Competency {
    CompetencyId id{};
    CategoryId category{};
    std::optional<SpecialismId> specialism;
    std::string title;
    std::string description;  ///< may be empty; lines separated by line feeds; does not repeat the title
    friend bool operator==(const Competency&, const Competency&) = default;
};

struct JobRole {
    JobRoleId id{};
    VerticalId vertical{};
    std::string name;
    std::string option_text;                       ///< how a person choosing it would say it; empty: the name
    std::optional<std::int32_t> level;             ///< of seniority, from 1
    std::optional<std::string> organisation_type;  ///< `Law firm`, `In-house`; none: any
    std::optional<SpecialismId> specialism;
    std::string description;                 ///< may be empty
    std::vector<CompetencyId> competencies;  ///< in the order of the review's questions
    friend bool operator==(const JobRole&, const JobRole&) = default;
};

/// The competency framework: what each job role must be able to do. Every list is in the order of its ids.
struct Framework {
    std::string title;
    std::vector<Level> levels;
    std::vector<Format> formats;
    std::vector<Need> needs;
    std::vector<Specialism> specialisms;
    std::vector<Vertical> verticals;
    std::vector<Area> areas;
    std::vector<CompetencyCategory> categories;
    std::vector<Competency> competencies;
    std::vector<JobRole> job_roles;
    friend bool operator==(const Framework&, const Framework&) = default;
};

/// Checks what must hold between the parts: references exist and stay within their vertical, names are unique
/// where a person would have to tell them apart, ids are positive and ascending, no role repeats a
/// competency. `invalid_input` with one field per fault, named by a JSON Pointer such as
/// `/job_roles/3/competencies/2`.
Result<void> validate(const Framework& framework);

std::string_view to_string(VerticalKind kind);

}  // namespace core::domain
