#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/html_tree.hpp"

#include <libxml/HTMLparser.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdint>

namespace scraper::read {
namespace {

// What numeric references to C1 controls mean (HTML standard §13.2.5.80).
constexpr std::array<std::uint16_t, 32> kC1 = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                               0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                               0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                               0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

void append_code_point(std::string& out, std::uint32_t code) {
    if (code >= 0x80 && code < 0xA0) code = kC1[code - 0x80];
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    std::array<std::uint8_t, 4> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, code);
    for (std::size_t i = 0; i < length; ++i) out += static_cast<char>(bytes.at(i));
}

/// Reads a reference at the start of `text`; gives its length, 0 when it is none.
std::size_t decode_numeric(std::string_view text, std::string& out) {
    const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    std::size_t at = hex ? 3 : 2;
    const auto first = at;
    std::uint32_t code = 0;
    for (; at < text.size(); ++at) {
        const char c = lower_ascii(text[at]);
        const bool letter = hex && c >= 'a' && c <= 'f';
        if (!is_digit(c) && !letter) break;
        const auto digit = static_cast<std::uint32_t>(letter ? c - 'a' + 10 : c - '0');
        if (code <= 0x10FFFF) code = code * (hex ? 16 : 10) + digit;
    }
    if (at == first) return 0;
    append_code_point(out, code);
    return at < text.size() && text[at] == ';' ? at + 1 : at;
}

std::size_t decode_named(std::string_view text, bool in_attribute, std::string& out) {
    std::size_t at = 1;
    std::array<char, 34> name{};
    while (at < text.size() && at <= 32 && (is_letter(text[at]) || is_digit(text[at]))) {
        name.at(at - 1) = text[at];
        ++at;
    }
    const bool closed = at < text.size() && text[at] == ';';
    if (at == 1 || (!closed && in_attribute)) return 0;
    if (std::string_view(name.data()) == "apos") {
        out += '\'';
        return closed ? at + 1 : at;
    }
    const auto* found = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.data()));
    if (found == nullptr) return 0;
    append_code_point(out, found->value);
    return closed ? at + 1 : at;
}

}  // namespace

std::string decode_references(std::string_view text, bool in_attribute) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto ampersand = std::min(text.find('&'), text.size());
        out.append(text.substr(0, ampersand));
        text.remove_prefix(ampersand);
        if (text.empty()) break;
        const bool numeric = text.size() > 1 && text[1] == '#';
        const auto length = numeric ? decode_numeric(text, out) : decode_named(text, in_attribute, out);
        if (length == 0) out += '&';
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

}  // namespace scraper::read
