#include "scraper/engine/normalise/date_format.hpp"

#include "scraper/engine/normalise/date_text.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

namespace scraper::normalise {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::year_month_day;

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length) {
    if (at + length > text.size()) return std::nullopt;
    int number = 0;
    for (const char c : text.substr(at, length)) {
        if (!read::is_digit(c)) return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

namespace {

bool names_any(std::string_view format, std::string_view letters) {
    for (std::size_t i = 0; i + 1 < format.size(); ++i) {
        if (format[i] == '%' && letters.find(format[i + 1]) != std::string_view::npos) return true;
    }
    return false;
}

/// `Z`, `+08:00`, `+0800`, `+08`.
std::optional<seconds> iso_offset(std::string_view text) {
    if (text == "Z" || text == "z") return seconds(0);
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const auto hours = number_at(text, 1, 2);
    auto rest = text.substr(std::min<std::size_t>(3, text.size()));
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const auto minutes = rest.empty()       ? std::optional(0)
                         : rest.size() == 2 ? number_at(rest, 0, 2)
                                            : std::nullopt;
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const seconds size = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return text[0] == '-' ? -size : size;
}

}  // namespace

DateFormat compile_format(std::string_view text) {
    DateFormat format;
    format.text = plain_format(text);
    format.year = names_any(text, "YyFDcGxC");
    format.month = names_any(text, "bBhmFDcx");
    format.day = names_any(text, "deFDcxj");
    format.time = names_any(text, "HIMTRXcr");
    format.offset = names_any(text, "z");
    return format;
}

bool has_width(std::string_view format) {
    return names_any(format, "0123456789");
}

LocalTime local_day(year_month_day day) {
    return LocalTime(std::chrono::sys_days(day).time_since_epoch());
}

year_month_day day_of(LocalTime local) {
    return year_month_day(std::chrono::sys_days(std::chrono::floor<days>(local.time_since_epoch())));
}

std::optional<DateReading> parse_date(const std::string& text, const DateFormat& format) {
    std::istringstream in(text);
    in.imbue(std::locale::classic());
    DateReading out;
    std::chrono::minutes offset{0};
    std::string ignored;
    date::from_stream(in, format.text.c_str(), out.local, &ignored, &offset);
    if (in.fail()) return std::nullopt;
    in >> std::ws;
    if (!in.eof() && in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    const auto year = static_cast<int>(day_of(out.local).year());
    if (year < 1000 || year > 9998) return std::nullopt;
    // The library takes the offset away from what it reads.
    if (format.offset) out.offset = offset;
    if (format.offset) out.local += offset;
    out.has_time = format.time;
    return out;
}

std::optional<DateReading> parse_completed(const std::string& text, DateFormat format, year_month_day known) {
    auto completed = text;
    const auto add = [&](std::string_view letters, int value) {
        format.text += fmt::format(" {}", letters);
        completed += fmt::format(" {}", value);
    };
    if (!format.year) add("%Y", static_cast<int>(known.year()));
    if (!format.month) add("%m", static_cast<int>(static_cast<unsigned>(known.month())));
    if (!format.day) add("%d", static_cast<int>(static_cast<unsigned>(known.day())));
    return parse_date(completed, format);
}

std::optional<DateReading> parse_iso(std::string_view text) {
    const bool dashed = text.size() >= 10 && text[4] == '-' && text[7] == '-';
    const auto year = number_at(text, 0, 4);
    const auto month = number_at(text, dashed ? 5 : 4, 2);
    const auto day = number_at(text, dashed ? 8 : 6, 2);
    if (!year || !month || !day) return std::nullopt;
    const year_month_day ymd(
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))
    );
    if (!ymd.ok()) return std::nullopt;
    DateReading out;
    out.local = local_day(ymd);
    auto rest = text.substr(dashed ? 10 : 8);
    if (rest.empty()) return out;
    if (rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ') return std::nullopt;
    rest.remove_prefix(1);
    const auto hour = number_at(rest, 0, 2);
    const bool colon = rest.size() > 2 && rest[2] == ':';
    const auto minute = number_at(rest, colon ? 3 : 2, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    rest.remove_prefix(colon ? 5 : 4);
    std::optional<int> second = 0;
    if (!rest.empty() && (rest[0] == ':' || read::is_digit(rest[0]))) {
        second = number_at(rest, rest[0] == ':' ? 1 : 0, 2);
        if (!second || *second > 60) return std::nullopt;
        rest.remove_prefix(rest[0] == ':' ? 3 : 2);
    }
    if (!rest.empty() && (rest[0] == '.' || rest[0] == ',')) {
        rest.remove_prefix(1);
        while (!rest.empty() && read::is_digit(rest[0])) rest.remove_prefix(1);
    }
    out.local += std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
    out.has_time = true;
    rest = read::trimmed(rest);
    if (rest.empty()) return out;
    out.offset = iso_offset(rest);
    return out.offset ? std::optional(out) : std::nullopt;
}

std::optional<DateReading> parse_epoch(std::string_view text) {
    if (text.size() < 9 || text.size() > 11) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
    DateReading out;
    out.local = LocalTime(seconds(number));
    out.offset = seconds(0);
    out.has_time = true;
    return out;
}

int likely_year(unsigned month, unsigned day, year_month_day reference) {
    const std::chrono::sys_days near(reference);
    for (const int year :
         {static_cast<int>(reference.year()),
          static_cast<int>(reference.year()) + 1,
          static_cast<int>(reference.year()) - 1}) {
        const year_month_day candidate =
            std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
        if (!candidate.ok()) continue;
        const auto distance = std::chrono::sys_days(candidate) - near;
        if (distance >= -days(92) && distance <= days(274)) return year;
    }
    return static_cast<int>(reference.year());
}

}  // namespace scraper::normalise
