#pragma once

#include "core/base/clock.hpp"
#include "core/domain/course.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::data {

/// Where a course stands in the editorial office.
enum class CourseState { draft, published, unpublished, rejected, binned };

inline constexpr std::size_t kCourseStates = 5;

/// `draft`, `published`, `unpublished`, `rejected`, `binned`.
std::string_view to_string(CourseState state);
std::optional<CourseState> parse_course_state(std::string_view text);

/// Which courses a list shows: those that fit every condition given.
struct DraftFilter {
    std::vector<CourseState> states;  ///< any of; none: all
    std::optional<std::int64_t> provider;
    std::optional<std::string> source;
    std::optional<domain::LevelId> level;
    std::optional<domain::FormatId> format;
    std::optional<domain::AreaId> area;
    std::optional<bool> tagged;  ///< with at least one area or competency, or with none
    std::optional<bool> gone;
    std::optional<bool> scheduled;   ///< to be published or unpublished at a time
    std::vector<std::string> words;  ///< each within name, provider, URL or source; under three letters: at
                                     ///< the start of a word. At most kMaxSearchWords.
};

inline constexpr std::size_t kMaxSearchWords = 4;

enum class DraftSort { updated_at, name, created_at };

/// A place in an order, between rows.
struct DraftPlace {
    Instant at;        ///< for the orders by time
    std::string name;  ///< for the order by name: case-folded
    std::int64_t id = 0;
};

struct DraftQuery {
    DraftFilter filter;
    DraftSort sort = DraftSort::updated_at;
    bool descending = true;
    std::optional<DraftPlace> after;
    bool backwards = false;  ///< the page that ends before `after`
    int limit = 30;
};

/// Why two courses may be one.
struct PossibleDuplicate {
    std::string uid;
    std::int64_t version = 0;
    CourseState state = CourseState::draft;
    std::string name;
    std::optional<std::string> provider;
    std::optional<std::string> url;
    std::string source;
    double name_similarity = 0;  ///< of the letters' trigrams: 0 nothing in common, 1 the same
    bool same_url = false;
    bool same_provider = false;
    bool overlapping_dates = false;
};

}  // namespace core::data
