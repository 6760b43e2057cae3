#include "scraper/engine/normalise/text.hpp"

#include "core/base/utf8.hpp"
#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/html_tree.hpp"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <array>

namespace scraper::normalise {
namespace {

icu::UnicodeString wide(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))
    );
}

std::string narrow(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

std::string upper(std::string_view text) {
    return narrow(wide(text).toUpper(icu::Locale::getRoot()));
}

/// Texts that already use small letters are how their writers want them.
std::string title_if_capitals(std::string_view text) {
    const auto original = wide(text);
    const bool has_small = icu::UnicodeString(original).toUpper(icu::Locale::getRoot()) != original;
    return has_small ? std::string(text) : title_case(text);
}

std::string strip_html(std::string_view text) {
    const read::HtmlTree tree(text);
    return tree.text(0);
}

std::string first_line(std::string_view text) {
    const auto begin = read::trimmed(text);
    return std::string(read::trimmed(begin.substr(0, begin.find('\n'))));
}

std::string digits(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (read::is_digit(c)) out += c;
    }
    return out;
}

/// Drops a leading `[…]` or `(…)`: `[Registration Closed] Title`.
std::string without_brackets(std::string_view text) {
    auto rest = read::trimmed(text);
    while (!rest.empty() && (rest.front() == '[' || rest.front() == '(')) {
        const auto close = rest.find(rest.front() == '[' ? ']' : ')');
        if (close == std::string_view::npos || close + 1 >= rest.size()) break;
        rest = read::trimmed(rest.substr(close + 1));
    }
    return std::string(rest);
}

int hex_value(char c) {
    if (read::is_digit(c)) return c - '0';
    const char low = read::lower_ascii(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string url_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size();
        const int high = escape ? hex_value(text[i + 1]) : -1;
        const int low = escape ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return core::is_utf8(out) ? out : std::string(text);
}

/// `Opening up a Flow battery!` → `opening_up_a_flow_battery`: what site makers make anchors of.
std::string slug(std::string_view text) {
    std::string out;
    for (const char c : lower(text)) {
        const bool word = read::is_letter(c) || read::is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
        if (word) {
            out += c;
        } else if (!out.empty() && out.back() != '_') {
            out += '_';
        }
    }
    while (!out.empty() && out.back() == '_') out.pop_back();
    return out;
}

struct Named {
    std::string_view name;
    TextStep step;
};

constexpr auto kSteps = std::to_array<Named>({
    {"lower", lower},
    {"upper", upper},
    {"title-case", title_case},
    {"title-if-capitals", title_if_capitals},
    {"strip-html", strip_html},
    {"first-line", first_line},
    {"digits", digits},
    {"without-brackets", without_brackets},
    {"url-decode", url_decode},
    {"slug", slug},
});

}  // namespace

TextStep find_text_step(std::string_view name) {
    for (const auto& known : kSteps) {
        if (known.name == name) return known.step;
    }
    return nullptr;
}

std::vector<std::string_view> text_step_names() {
    std::vector<std::string_view> names;
    for (const auto& known : kSteps) names.push_back(known.name);
    return names;
}

std::string clean(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool space = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool no_break = text.substr(i, 2) == "\xC2\xA0";
        const bool zero_width = text.substr(i, 3) == "\xE2\x80\x8B" || text.substr(i, 3) == "\xEF\xBB\xBF";
        if (no_break || zero_width || read::is_space(text[i]) || text[i] == '\v') {
            space = space || !zero_width;
            i += no_break ? 1 : zero_width ? 2 : 0;
            continue;
        }
        if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7F) continue;
        if (space && !out.empty()) out += ' ';
        space = false;
        out += text[i];
    }
    return out;
}

std::string title_case(std::string_view text) {
    return narrow(wide(text).toTitle(nullptr, icu::Locale::getRoot()));
}

std::string lower(std::string_view text) {
    return narrow(wide(text).toLower(icu::Locale::getRoot()));
}

}  // namespace scraper::normalise
