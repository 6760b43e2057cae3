#include "scraper/engine/normalise/date_text.hpp"

#include "scraper/engine/normalise/text.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <algorithm>
#include <array>

namespace scraper::normalise {
namespace {

constexpr std::array<std::string_view, 12> kShort = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

// Names of each month beside the English short one, in small letters.
constexpr std::array<std::string_view, 12> kMonths = {
    "|january|januari|januar|janvier|enero|jan.|",
    "|february|februari|februar|février|febrero|feb.|febr|febr.|févr|fév|",
    "|march|maart|märz|mars|marzo|mar.|mrt|mrt.|mär|maa|",
    "|april|avril|abril|apr.|avr|abr|",
    "|mei|mai|mayo|",
    "|june|juni|juin|junio|jun.|",
    "|july|juli|juillet|julio|jul.|juil|",
    "|august|augustus|août|agosto|aug.|aoû|ago|",
    "|september|septembre|septiembre|sept|sept.|sep.|",
    "|october|oktober|octobre|octubre|oct.|okt|okt.|",
    "|november|novembre|noviembre|nov.|",
    "|december|dezember|décembre|diciembre|dec.|dez|dez.|déc|dic|",
};

constexpr std::string_view kDays =
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
    "|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|";

bool is_listed(std::string_view names, const std::string& word) {
    return names.find('|' + word + '|') != std::string_view::npos;
}

bool is_word(char c) {
    return read::is_letter(c) || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// What a word means in a date; empty when it says nothing.
std::string plain_word(std::string_view original, bool after_digit) {
    auto word = lower(original);
    while (word.ends_with('.') && word != "a.m." && word != "p.m.") word.pop_back();
    if (word == "a.m." || word == "a.m" || word == "am") return "AM";
    if (word == "p.m." || word == "p.m" || word == "pm") return "PM";
    if (after_digit && (word == "st" || word == "nd" || word == "rd" || word == "th")) return {};
    if (word == "gmt" || word == "utc") return "+0000";
    if (is_listed(kDays, word)) return {};
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (read::equal_ignoring_case(kShort.at(i), word) || is_listed(kMonths.at(i), word)) {
            return std::string(kShort.at(i));
        }
    }
    return std::string(original);
}

}  // namespace

std::string plain_date(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        // Dashes of every length are three bytes: they are not words.
        const bool dash = text.substr(at, 2) == "\xE2\x80";
        if (dash || !is_word(text[at]) || text[at] == '.') {
            if (text[at] != ',') {
                out.append(text.substr(at, dash ? 3 : 1));
            } else {
                out += ' ';
            }
            at += dash ? 3 : 1;
            continue;
        }
        auto end = at;
        while (end < text.size() && is_word(text[end]) && text.substr(end, 2) != "\xE2\x80") ++end;
        out += plain_word(text.substr(at, end - at), at > 0 && read::is_digit(text[at - 1]));
        at = end;
    }
    return clean(out);
}

std::string plain_format(std::string_view format) {
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char next = format[i] == '%' && i + 1 < format.size() ? format[i + 1] : '\0';
        if (next == 'A' || next == 'a') {
            ++i;
        } else if (next != '\0') {
            out += '%';
            out += next == 'B' || next == 'h' ? 'b' : next;
            ++i;
        } else {
            out += format[i] == ',' ? ' ' : format[i];
        }
    }
    return clean(out);
}

}  // namespace scraper::normalise
