#include "core/domain/course_rules.hpp"

#include "core/base/utf8.hpp"

#include <algorithm>

namespace core::domain {

void add_fault(Faults& faults, std::string_view pointer, std::string_view code, std::string_view detail) {
    faults.push_back({FaultPlace::body, std::string(pointer), std::string(code), std::string(detail)});
}

void check_line(Faults& faults, std::string_view pointer, std::string_view text) {
    const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; };
    if (text.find_first_not_of(' ') == std::string_view::npos) {
        add_fault(faults, pointer, "required", "must not be empty");
    } else if (text.size() > kMaxNameBytes) {
        add_fault(faults, pointer, "too-long", fmt::format("must have at most {} bytes", kMaxNameBytes));
    } else if (!is_utf8(text) || std::any_of(text.begin(), text.end(), is_control)) {
        add_fault(faults, pointer, "bad-text", "must be one line of UTF-8 text without control characters");
    }
}

void check_url(Faults& faults, std::string_view pointer, std::string_view url) {
    if (url.size() > kMaxUrlBytes) {
        add_fault(faults, pointer, "too-long", fmt::format("must have at most {} bytes", kMaxUrlBytes));
    } else if (!is_web_url(url)) {
        add_fault(faults, pointer, "malformed-url", "must be an http or https URL with a host");
    }
}

void check_duration(Faults& faults, DurationDays duration) {
    if (duration < DurationDays{}) {
        add_fault(faults, "/duration_days", "out-of-range", "must not be below zero");
    }
}

}  // namespace core::domain
