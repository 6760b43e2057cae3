#include "core/data/inbox.hpp"

#include <algorithm>
#include <array>

namespace core::data {

namespace {

constexpr std::array<std::string_view, kInboxStates> kInboxStateNames{
    "new", "changed", "unchanged", "accepted", "gone", "rejected"
};
constexpr std::array<std::string_view, 4> kRunStateNames{"open", "applied", "held", "discarded"};
constexpr std::array<std::string_view, 4> kRunOutcomeNames{"complete", "suspicious", "failed", "cancelled"};

template <class Enum, std::size_t N>
std::optional<Enum> find_in(const std::array<std::string_view, N>& names, std::string_view text) {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view to_string(InboxState state) {
    return kInboxStateNames[static_cast<std::size_t>(state)];
}

std::optional<InboxState> parse_inbox_state(std::string_view text) {
    return find_in<InboxState>(kInboxStateNames, text);
}

std::string_view to_string(RunState state) {
    return kRunStateNames[static_cast<std::size_t>(state)];
}

std::optional<RunState> parse_run_state(std::string_view text) {
    return find_in<RunState>(kRunStateNames, text);
}

std::string_view to_string(RunOutcome outcome) {
    return kRunOutcomeNames[static_cast<std::size_t>(outcome)];
}

std::optional<RunOutcome> parse_run_outcome(std::string_view text) {
    return find_in<RunOutcome>(kRunOutcomeNames, text);
}

}  // namespace core::data
