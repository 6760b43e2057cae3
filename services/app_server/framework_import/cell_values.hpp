#pragma once

#include "core/base/error.hpp"
#include "core/base/time_zone.hpp"
#include "core/domain/course.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app::framework_import {

/// The forms in which the sheets write values. Every error's detail says what was found and what is expected.

/// One item of a number list: `7` (first and last the same) or `67-71`, both ends included.
struct NumberRange {
    std::int32_t first = 0;
    std::int32_t last = 0;
    friend auto operator<=>(const NumberRange&, const NumberRange&) = default;
};

inline constexpr std::int32_t kLargestNumber = 9'999;

/// `1, 2,19, 67-71`: empty items are skipped; numbers lie between 1 and 9,999.
core::Result<std::vector<NumberRange>> parse_ranges(std::string_view text);

/// The numbers of the ranges in order, without repeats.
std::vector<std::int32_t> expand(const std::vector<NumberRange>& ranges);

/// `Int / Adv`: parts between the separator, trimmed, empty ones left out.
std::vector<std::string> split(std::string_view text, char separator);

/// One date per line: `Q1`–`Q4` (the quarter's first day), `10 Mar`, or `16 Aug - 17 Aug`; each a day of
/// `year`, beginning at midnight in `zone`.
core::Result<std::vector<core::domain::CourseDate>> parse_dates(
    std::string_view text, int year, const core::TimeZone& zone
);

/// Empty: unknown; zero: free; `varies`: varying; else an amount.
core::Result<core::domain::Cost> parse_cost(std::string_view text);

/// Empty: unknown; `Pte`: private; `TBC`; `N/A`; else points.
core::Result<core::domain::Cpd> parse_cpd(std::string_view text);

/// Days, rounded half up to tenths.
core::Result<core::domain::DurationDays> parse_duration(std::string_view text);

/// `yes`, `no` or empty (no).
core::Result<bool> parse_yes_no(std::string_view text);

/// The description without the repetition of the title it begins with, disregarding case and the title's
/// lead-in "I can ". A description that stands for a missing one (`<description>`) is not recognised here.
std::string without_title(std::string_view description, std::string_view title);

/// True for a text left in place of a description that was never written: `<description>`.
bool is_placeholder(std::string_view text);

}  // namespace app::framework_import
