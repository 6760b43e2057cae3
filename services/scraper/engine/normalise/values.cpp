#include "scraper/engine/normalise/values.hpp"

#include "core/base/decimal.hpp"
#include "scraper/engine/normalise/text.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace scraper::normalise {
namespace {

using Words = std::initializer_list<std::string_view>;

bool holds_any(std::string_view text, Words words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) {
        return text.find(word) != std::string_view::npos;
    });
}

bool is_any(std::string_view text, Words words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

core::Error bad(std::string code, std::string_view what, std::string_view text) {
    return {
        core::ErrorKind::invalid_input, std::move(code), fmt::format("{}: \"{}\"", what, text.substr(0, 80))
    };
}

/// Numbers in a text, with a point before the decimals and nothing between thousands.
std::vector<std::string> numbers_in(std::string_view text) {
    std::vector<std::string> numbers;
    for (std::size_t at = 0; at < text.size();) {
        if (!read::is_digit(text[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < text.size() &&
               (read::is_digit(text[end]) || text[end] == ',' || text[end] == '.' || text[end] == '\'')) {
            ++end;
        }
        auto raw = text.substr(at, end - at);
        at = end;
        while (!read::is_digit(raw.back())) raw.remove_suffix(1);
        // The last separator is a decimal point unless exactly three digits follow it.
        const auto last = raw.find_last_of(".,");
        const bool decimals = last != std::string_view::npos && (raw.size() - last - 1 != 3) &&
                              std::count(raw.begin(), raw.end(), raw[last]) == 1;
        std::string number;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (read::is_digit(raw[i])) number += raw[i];
            if (decimals && i == last) number += '.';
        }
        numbers.push_back(std::move(number));
    }
    return numbers;
}

std::string lowered(std::string_view text) {
    return lower(clean(text));
}

std::string tenths_text(std::int64_t tenths) {
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

/// A number of tenths; none when it is not one or too large.
std::optional<std::int64_t> tenths_of(std::string_view number) {
    const auto parsed = core::Decimal<2>::parse(number);
    if (!parsed || parsed->units() > 1'000'000) return std::nullopt;
    return (parsed->units() + 5) / 10;
}

/// `P1Y2M3DT4H` (ISO 8601), as tenths of days.
std::optional<std::int64_t> iso_duration(std::string_view text) {
    if (!text.starts_with('p')) return std::nullopt;
    std::int64_t tenths = 0;
    bool time = false;
    std::string number;
    for (const char c : text.substr(1)) {
        if (c == 't') {
            time = true;
            continue;
        }
        if (read::is_digit(c) || c == '.') {
            number += c;
            continue;
        }
        const auto amount = tenths_of(number);
        number.clear();
        if (!amount) return std::nullopt;
        switch (c) {
            case 'y': tenths += *amount * 365; break;
            case 'w': tenths += *amount * 7; break;
            case 'd': tenths += *amount; break;
            case 'h': tenths += (*amount + 4) / 8; break;
            case 'm': tenths += time ? (*amount + 240) / 480 : *amount * 30; break;
            case 's': break;
            default: return std::nullopt;
        }
    }
    return number.empty() ? std::optional(tenths) : std::nullopt;
}

}  // namespace

core::Result<std::optional<Cost>> parse_cost(std::string_view raw) {
    const auto text = lowered(raw);
    if (text.empty() || is_any(text, {"-", "–", "n/a", "na", "tba", "tbc", "to be confirmed"})) {
        return std::optional<Cost>();
    }
    const auto numbers = numbers_in(text);
    if (numbers.empty()) {
        if (holds_any(
                text, {"free", "no charge", "no fee", "complimentary", "gratis", "kosteloos", "nil", "none"}
            )) {
            return Cost{"free", std::nullopt};
        }
        if (holds_any(text, {"var", "depend", "on request", "see ", "contact"}))
            return Cost{"varying", std::nullopt};
        return bad("bad-cost", "no price can be read from", raw);
    }
    std::vector<std::string> amounts;
    for (const auto& number : numbers) {
        const auto amount = core::Decimal<2>::parse(number);
        if (!amount) return bad("bad-cost", "no price can be read from", raw);
        amounts.push_back(amount->text());
    }
    const bool open_ended =
        text.starts_with("from ") || text.starts_with("vanaf ") || holds_any(text, {"varies"});
    const bool several =
        std::any_of(amounts.begin(), amounts.end(), [&](const auto& a) { return a != amounts.front(); });
    const bool aside = holds_any(text, {"%"});
    if (open_ended || (several && !aside)) return Cost{"varying", std::nullopt};
    if (amounts.front() == "0.00") return Cost{"free", std::nullopt};
    return Cost{"fixed", amounts.front()};
}

core::Result<std::optional<Cpd>> parse_cpd(std::string_view raw) {
    const auto text = lowered(raw);
    if (text.empty() || is_any(text, {"-", "–", "none"})) return std::optional<Cpd>();
    if (holds_any(text, {"private"})) return Cpd{"private", std::nullopt};
    if (is_any(text, {"n/a", "n.a.", "na"}) || holds_any(text, {"not applicable"})) {
        return Cpd{"not-applicable", std::nullopt};
    }
    if (holds_any(text, {"tbc", "tba", "to be confirmed", "to be advised", "pending"}))
        return Cpd{"tbc", std::nullopt};
    const auto numbers = numbers_in(text);
    const auto points = numbers.empty() ? core::Result<core::Decimal<2>>(bad("bad-cpd", "", ""))
                                        : core::Decimal<2>::parse(numbers.front());
    if (!points) return bad("bad-cpd", "no CPD points can be read from", raw);
    return Cpd{"points", points->compact()};
}

core::Result<std::optional<std::string>> parse_duration_days(std::string_view raw) {
    const auto text = lowered(raw);
    if (text.empty() || is_any(text, {"-", "–", "n/a"})) return std::optional<std::string>();
    if (const auto tenths = iso_duration(text)) return tenths_text(*tenths);
    const auto numbers = numbers_in(text);
    std::optional<std::int64_t> amount;
    if (!numbers.empty()) {
        amount = tenths_of(numbers.front());
    } else if (holds_any(text, {"half"})) {
        amount = 5;
    } else if (holds_any(text, {"one ", "a day", "full day", "full-day"})) {
        amount = 10;
    }
    if (!amount) return bad("bad-duration", "no duration can be read from", raw);
    if (holds_any(text, {"hour", "hr", "uur"})) return tenths_text((*amount + 4) / 8);
    if (holds_any(text, {"min"})) return tenths_text((*amount + 240) / 480);
    if (holds_any(text, {"week", "wk"})) return tenths_text(*amount * 7);
    if (holds_any(text, {"month", "maand"})) return tenths_text(*amount * 30);
    return tenths_text(*amount);
}

bool parse_flag(std::string_view text) {
    return is_any(
        lowered(text), {"yes", "true", "1", "y", "ja", "ongoing", "self-paced", "on demand", "on-demand"}
    );
}

std::string level_name(std::string_view text) {
    static constexpr auto kLevels = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"general", "General"},
        {"foundation", "Foundational"},
        {"foundations", "Foundational"},
        {"foundational", "Foundational"},
        {"basic", "Foundational"},
        {"beginner", "Foundational"},
        {"introductory", "Foundational"},
        {"intermediate", "Intermediate"},
        {"advanced", "Advanced"},
        {"update", "Update"},
    });
    const auto cleaned = clean(text);
    const auto wanted = lower(cleaned);
    for (const auto& [word, level] : kLevels) {
        if (word == wanted) return std::string(level);
    }
    return cleaned;
}

}  // namespace scraper::normalise
