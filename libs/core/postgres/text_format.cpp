#include "core/postgres/text_format.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <stdexcept>

namespace core::postgres::text_format {

namespace {

// std::chrono::year ends long before PostgreSQL's timestamps do, and wraps around without a word.
constexpr int kLastYear = static_cast<int>(std::chrono::year::max());
constexpr Instant kEarliest = std::chrono::sys_days(std::chrono::year(-kLastYear) / 1 / 1);
constexpr Instant kEnd = std::chrono::sys_days(std::chrono::year(kLastYear) / 12 / 31);

template <class T>
bool take_number(std::string_view& text, std::size_t digits, T& value) {
    if (text.size() < digits) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc() || end != text.data() + digits || text.front() == '-') return false;
    text.remove_prefix(digits);
    return true;
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

std::optional<std::string> read_quoted(std::string_view& text) {
    std::string element;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return element;
        if (c != '\\') {
            element.push_back(c);
            continue;
        }
        if (text.empty()) return std::nullopt;
        element.push_back(text.front());
        text.remove_prefix(1);
    }
    return std::nullopt;
}

std::optional<std::string> read_bare(std::string_view& text) {
    const auto end = text.find_first_of(",}");
    if (end == 0 || end == std::string_view::npos) return std::nullopt;
    std::string element(text.substr(0, end));
    if (element == "NULL" || element.find_first_of("{\"\\") != std::string::npos) return std::nullopt;
    text.remove_prefix(end);
    return element;
}

std::optional<std::string> read_element(std::string_view& text) {
    return take(text, "\"") ? read_quoted(text) : read_bare(text);
}

}  // namespace

std::string write(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    return fmt::format("{}", number);
}

std::string write(Instant instant) {
    if (instant == Instant::max()) return "infinity";
    if (instant == Instant::min()) return "-infinity";
    if (instant < kEarliest || instant >= kEnd)
        throw std::out_of_range("an instant past the calendar's years");
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    const int year = static_cast<int>(date.year());
    // There is no year 0: astronomical year 0 is 1 BC.
    return fmt::format(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}+00{}",
        year > 0 ? year : 1 - year,
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count(),
        time.subseconds().count(),
        year > 0 ? "" : " BC"
    );
}

std::string write_array(std::span<const std::int64_t> numbers) {
    return fmt::format("{{{}}}", fmt::join(numbers, ","));
}

std::string write_array(std::span<const std::string> texts) {
    std::string out = "{";
    for (const auto& text : texts) {
        if (out.size() > 1) out.push_back(',');
        out.push_back('"');
        for (const char c : text) {
            if (c == '"' || c == '\\') out.push_back('\\');
            out.push_back(c);
        }
        out.push_back('"');
    }
    out.push_back('}');
    return out;
}

std::optional<double> read_double(std::string_view text) {
    double value = 0;  // from_chars knows NaN and Infinity
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<Instant> read_instant(std::string_view text) {
    using std::chrono::microseconds;
    if (text == "infinity") return Instant::max();
    if (text == "-infinity") return Instant::min();
    const bool before_christ = text.ends_with(" BC");
    if (before_christ) text.remove_suffix(3);

    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    const auto year_digits = text.find('-');
    if (year_digits < 4 || year_digits > 6) return std::nullopt;
    if (!take_number(text, year_digits, year) || !take(text, "-")) return std::nullopt;
    if (!take_number(text, 2, month) || !take(text, "-") || !take_number(text, 2, day)) return std::nullopt;
    if (!take(text, " ") || !take_number(text, 2, hours) || !take(text, ":")) return std::nullopt;
    if (!take_number(text, 2, minutes) || !take(text, ":") || !take_number(text, 2, seconds))
        return std::nullopt;

    std::int64_t micros = 0;
    if (take(text, ".")) {
        const auto end = text.find('+');
        if (end == 0 || end == std::string_view::npos || end > 6) return std::nullopt;
        if (!take_number(text, end, micros)) return std::nullopt;
        for (auto i = end; i < 6; ++i) micros *= 10;
    }
    if (text != "+00") return std::nullopt;

    if (year > kLastYear) return std::nullopt;
    const std::chrono::year_month_day date(
        std::chrono::year(before_christ ? 1 - year : year), std::chrono::month(month), std::chrono::day(day)
    );
    if (!date.ok()) return std::nullopt;
    return Instant(std::chrono::sys_days(date)) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
           std::chrono::seconds(seconds) + microseconds(micros);
}

std::optional<std::vector<std::string>> read_array(std::string_view text) {
    std::vector<std::string> elements;
    if (!take(text, "{")) return std::nullopt;
    if (text == "}") return elements;
    for (;;) {
        auto element = read_element(text);
        if (!element) return std::nullopt;
        elements.push_back(std::move(*element));
        if (text == "}") return elements;
        if (!take(text, ",")) return std::nullopt;
    }
}

}  // namespace core::postgres::text_format
