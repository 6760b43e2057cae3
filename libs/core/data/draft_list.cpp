#include "core/data/draft_list.hpp"

#include <algorithm>
#include <array>

namespace core::data {

namespace {

struct StateName {
    CourseState state;
    std::string_view text;
};

constexpr std::array<StateName, kCourseStates> kStates{{
    {CourseState::draft, "draft"},
    {CourseState::published, "published"},
    {CourseState::unpublished, "unpublished"},
    {CourseState::rejected, "rejected"},
    {CourseState::binned, "binned"},
}};

}  // namespace

std::string_view to_string(CourseState state) {
    return kStates[static_cast<std::size_t>(state)].text;
}

std::optional<CourseState> parse_course_state(std::string_view text) {
    const auto row =
        std::find_if(kStates.begin(), kStates.end(), [&](const StateName& s) { return s.text == text; });
    if (row == kStates.end()) return std::nullopt;
    return row->state;
}

}  // namespace core::data
