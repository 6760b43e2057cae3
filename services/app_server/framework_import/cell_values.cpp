#include "app_server/framework_import/cell_values.hpp"

#include "app_server/framework_import/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <system_error>

namespace app::framework_import {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::domain::Cost;
using core::domain::CourseDate;
using core::domain::Cpd;

constexpr std::string_view kLeadIn = "I can ";
constexpr std::size_t kMostListed = 20'000;  // numbers in one cell, repeats included

// Limits of the columns that keep these values: numeric(6, 2) and numeric(6, 1).
constexpr std::int64_t kMostPointUnits = 999'999;
constexpr std::int64_t kMostDurationUnits = 999'999;

Error invalid(std::string detail) {
    return {ErrorKind::invalid_input, "bad-cell", std::move(detail)};
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_but_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

bool starts_with_but_case(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && same_but_case(text.substr(0, start.size()), start);
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::int32_t> whole_number(std::string_view text) {
    std::int32_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size() || number < 0) {
        return std::nullopt;
    }
    return number;
}

/// Word processors turn the hyphen of a range into a dash.
std::string with_hyphens(std::string_view text) {
    std::string result(text);
    for (const std::string_view dash : {"\xE2\x80\x93", "\xE2\x80\x94"}) {
        for (auto at = result.find(dash); at != std::string::npos; at = result.find(dash, at)) {
            result.replace(at, dash.size(), "-");
        }
    }
    return result;
}

Result<core::Day> parse_day_of_year(std::string_view text, int year) {
    constexpr std::array<std::string_view, 12> kMonths{
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december"
    };
    const auto blank = text.find(' ');
    const auto day = whole_number(text.substr(0, blank));
    const auto name = blank == std::string_view::npos ? std::string_view{} : trim(text.substr(blank));
    for (unsigned month = 1; day && month <= kMonths.size(); ++month) {
        const auto full = kMonths[month - 1];
        if (!same_but_case(name, full) && !same_but_case(name, full.substr(0, 3))) {
            continue;
        }
        const auto date = std::chrono::year(year) / std::chrono::month(month) /
                          std::chrono::day(static_cast<unsigned>(std::min(*day, 99)));
        if (!date.ok()) {
            return invalid(fmt::format("{} is not a day of the year {}", in_quotes(text), year));
        }
        return core::Day(date);
    }
    return invalid(fmt::format(
        "{} is not a date; expected \"Q1\" to \"Q4\", \"10 Mar\" or \"16 Aug - 17 Aug\"", in_quotes(text)
    ));
}

Result<CourseDate> parse_date(std::string_view text, int year, const core::TimeZone& zone) {
    if (text.size() == 2 && lower(text[0]) == 'q' && text[1] >= '1' && text[1] <= '4') {
        const auto month = static_cast<unsigned>(1 + 3 * (text[1] - '1'));
        const core::Day first(std::chrono::year(year) / std::chrono::month(month) / 1);
        return CourseDate{zone.start_of(first), std::nullopt};
    }
    const auto hyphen = text.find('-');
    const auto first = parse_day_of_year(trim(text.substr(0, hyphen)), year);
    if (!first) {
        return first.error();
    }
    CourseDate date{zone.start_of(*first), std::nullopt};
    if (hyphen != std::string_view::npos) {
        const auto last = parse_day_of_year(trim(text.substr(hyphen + 1)), year);
        if (!last) {
            return last.error();
        }
        if (*last < *first) {
            return invalid(fmt::format("{} ends before it starts", in_quotes(text)));
        }
        date.ends_at = zone.start_of(*last);
    }
    return date;
}

}  // namespace

Result<std::vector<NumberRange>> parse_ranges(std::string_view text) {
    std::vector<NumberRange> ranges;
    std::size_t listed = 0;
    for (const auto& item : split(with_hyphens(text), ',')) {
        const auto hyphen = item.find('-');
        const auto first = whole_number(trim(std::string_view(item).substr(0, hyphen)));
        const auto last = hyphen == std::string::npos
                              ? first
                              : whole_number(trim(std::string_view(item).substr(hyphen + 1)));
        if (!first || !last || *first < 1 || *last > kLargestNumber) {
            return invalid(
                fmt::format("{} is not a number or range between 1 and {}", in_quotes(item), kLargestNumber)
            );
        }
        if (*last < *first) {
            return invalid(fmt::format("the range {} ends before it starts", in_quotes(item)));
        }
        listed += static_cast<std::size_t>(*last - *first) + 1;
        if (listed > kMostListed) {
            return invalid(fmt::format("lists more than {} numbers", kMostListed));
        }
        ranges.push_back({*first, *last});
    }
    return ranges;
}

std::vector<std::int32_t> expand(const std::vector<NumberRange>& ranges) {
    std::vector<bool> seen(static_cast<std::size_t>(kLargestNumber) + 1);
    std::vector<std::int32_t> numbers;
    for (const auto& range : ranges) {
        for (auto number = range.first; number <= range.last; ++number) {
            if (!seen[static_cast<std::size_t>(number)]) {
                seen[static_cast<std::size_t>(number)] = true;
                numbers.push_back(number);
            }
        }
    }
    return numbers;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(separator);
        if (const auto part = trim(text.substr(0, end)); !part.empty()) {
            parts.emplace_back(part);
        }
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

Result<std::vector<CourseDate>> parse_dates(std::string_view text, int year, const core::TimeZone& zone) {
    std::vector<CourseDate> dates;
    for (const auto& line : split(with_hyphens(text), '\n')) {
        const auto date = parse_date(line, year, zone);
        if (!date) {
            return date.error();
        }
        dates.push_back(*date);
    }
    return dates;
}

Result<Cost> parse_cost(std::string_view text) {
    if (text.empty()) {
        return Cost::unknown();
    }
    if (same_but_case(text, "varies")) {
        return Cost::varying();
    }
    const auto amount = core::domain::Money::parse(text);
    if (!amount || amount->units() < 0) {
        return invalid(fmt::format(
            "{} is not a cost; expected an amount such as 1498.00, \"varies\" or nothing", in_quotes(text)
        ));
    }
    return Cost::fixed(*amount);
}

Result<Cpd> parse_cpd(std::string_view text) {
    if (text.empty()) {
        return Cpd::unknown();
    }
    if (same_but_case(text, "pte")) {
        return Cpd::private_study();
    }
    if (same_but_case(text, "tbc")) {
        return Cpd::to_be_confirmed();
    }
    if (same_but_case(text, "n/a")) {
        return Cpd::not_applicable();
    }
    const auto points = core::domain::CpdPoints::parse(text);
    if (!points || points->units() < 0 || points->units() > kMostPointUnits) {
        return invalid(fmt::format(
            "{} is no CPD points; expected a number such as 1.5, \"Pte\", \"TBC\", \"N/A\" or nothing",
            in_quotes(text)
        ));
    }
    return Cpd::points(*points);
}

Result<core::domain::DurationDays> parse_duration(std::string_view text) {
    const auto hundredths = core::Decimal<2>::parse(text);
    const auto tenths = hundredths ? (hundredths->units() + 5) / 10 : 0;
    if (!hundredths || hundredths->units() < 0 || tenths > kMostDurationUnits) {
        return invalid(fmt::format("{} is not a number of days", in_quotes(text)));
    }
    return core::domain::DurationDays::of_units(tenths);
}

Result<bool> parse_yes_no(std::string_view text) {
    if (text.empty() || same_but_case(text, "no")) {
        return false;
    }
    if (same_but_case(text, "yes")) {
        return true;
    }
    return invalid(fmt::format("{} is neither \"yes\" nor \"no\"", in_quotes(text)));
}

std::string without_title(std::string_view description, std::string_view title) {
    // A full stop may stand in one of the two only.
    while (title.ends_with('.') || title.ends_with(' ')) {
        title.remove_suffix(1);
    }
    for (const bool with_lead_in : {true, false}) {
        auto start = title;
        if (!with_lead_in) {
            if (!starts_with_but_case(title, kLeadIn)) {
                break;
            }
            start.remove_prefix(kLeadIn.size());
        }
        if (start.empty() || !starts_with_but_case(description, start)) {
            continue;
        }
        auto rest = description.substr(start.size());
        // Only a whole sentence is a repetition: "I can write" does not begin "Write software".
        if (rest.empty() || rest.front() == '.' || trim(rest.substr(0, rest.find('\n'))).empty()) {
            return std::string(trim(rest.starts_with('.') ? rest.substr(1) : rest));
        }
    }
    return std::string(description);
}

bool is_placeholder(std::string_view text) {
    return same_but_case(text, "<description>");
}

}  // namespace app::framework_import
