#include "core/data/jobs.hpp"

#include <algorithm>
#include <array>

namespace core::data {

namespace {

constexpr std::array<std::string_view, 6> kStates{"ready", "running", "parked", "done", "dead", "cancelled"};
constexpr std::array<std::string_view, 4> kPriorities{"low", "normal", "high", "urgent"};

template <class E, std::size_t N>
std::optional<E> parse(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<E>(found - names.begin());
}

}  // namespace

std::string_view to_string(JobState state) {
    return kStates.at(static_cast<std::size_t>(state));
}

std::optional<JobState> parse_job_state(std::string_view name) {
    return parse<JobState>(kStates, name);
}

std::string_view to_string(JobPriority priority) {
    return kPriorities.at(static_cast<std::size_t>(priority));
}

std::optional<JobPriority> parse_job_priority(std::string_view name) {
    return parse<JobPriority>(kPriorities, name);
}

}  // namespace core::data
