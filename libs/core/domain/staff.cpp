#include "core/domain/staff.hpp"

#include "core/base/utf8.hpp"

#include <algorithm>
#include <array>

namespace core::domain {

namespace {

constexpr std::array<std::string_view, 4> kRoles{"viewer", "editor", "publisher", "administrator"};

constexpr std::size_t kShortestUsername = 2;
constexpr std::size_t kLongestUsername = 64;
constexpr std::size_t kLongestDisplayName = 100;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view without_outer_spaces(std::string_view text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

std::string_view to_string(StaffRole role) {
    return kRoles[static_cast<std::size_t>(role)];
}

std::optional<StaffRole> parse_staff_role(std::string_view text) {
    const auto* const found = std::find(kRoles.begin(), kRoles.end(), text);
    if (found == kRoles.end()) return std::nullopt;
    return static_cast<StaffRole>(found - kRoles.begin());
}

Result<std::string> fold_username(std::string_view text) {
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(), to_lower);
    const bool sound = folded.size() >= kShortestUsername && folded.size() <= kLongestUsername &&
                       is_letter_or_digit(folded.front()) &&
                       std::all_of(folded.begin(), folded.end(), [](char c) {
                           return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-' || c == '@';
                       });
    if (sound) return folded;
    return Error{
        ErrorKind::invalid_input,
        "invalid-username",
        "a user name is 2 to 64 letters, digits and . _ - @, and begins with a letter or digit"
    };
}

Result<std::string> check_display_name(std::string_view text) {
    const auto name = without_outer_spaces(text);
    std::size_t characters = 0;
    bool sound = true;
    for (auto rest = name; !rest.empty() && sound;) {
        const auto step = utf8_step(rest);
        // cppcheck-suppress containerOutOfBounds  ; the loop goes on only while there is a rest
        const auto byte = static_cast<unsigned char>(rest.front());
        sound = step.valid && byte >= 0x20 && byte != 0x7F;
        rest.remove_prefix(step.length);
        ++characters;
    }
    if (sound && characters >= 1 && characters <= kLongestDisplayName) return std::string(name);
    return Error{
        ErrorKind::invalid_input,
        "invalid-display-name",
        "a name is 1 to 100 characters without control characters"
    };
}

std::chrono::seconds wait_of(const AttemptCounter& counter, Instant now) {
    const bool blocked = counter.blocked_until && now < *counter.blocked_until && now >= counter.last_at;
    if (!blocked) return std::chrono::seconds(0);
    return std::chrono::ceil<std::chrono::seconds>(*counter.blocked_until - now);
}

AttemptCounter charged(const AttemptCounter& counter, const ThrottleRule& rule, Instant now) {
    const bool forgotten = counter.attempts == 0 || now - counter.last_at >= rule.forgotten_after;
    AttemptCounter next{forgotten ? 1 : counter.attempts + 1, now, std::nullopt};
    if (next.attempts >= rule.free_attempts) {
        // Doubled twenty times anything is past the longest delay; the shift stays within its type.
        const int doublings = std::min(next.attempts - rule.free_attempts, 20);
        const std::chrono::seconds delay = rule.first_delay * (std::int64_t{1} << doublings);
        next.blocked_until = now + std::min(delay, rule.longest_delay);
    }
    return next;
}

AttemptCounter charged_in_window(
    const AttemptCounter& counter, int limit, std::chrono::seconds window, Instant now
) {
    const bool over = counter.attempts == 0 || now - counter.last_at >= window || now < counter.last_at;
    AttemptCounter next = over ? AttemptCounter{0, now, std::nullopt} : counter;
    ++next.attempts;
    if (next.attempts >= limit) next.blocked_until = next.last_at + window;
    return next;
}

}  // namespace core::domain
