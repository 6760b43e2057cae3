#include "core/base/json.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace core::json {
namespace {

constexpr std::uint64_t repeat(std::uint8_t byte) {
    return 0x0101010101010101ULL * byte;
}

/// True when some of eight bytes is a control, a quote, a backslash or not ASCII.
bool needs_care(std::uint64_t eight) {
    const auto has_zero = [](std::uint64_t x) { return (x - repeat(0x01)) & ~x; };
    const std::uint64_t control = eight - repeat(0x20);
    return ((eight | control | has_zero(eight ^ repeat('"')) | has_zero(eight ^ repeat('\\'))) & repeat(0x80)
           ) != 0;
}

bool is_plain(char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

/// The position of the first byte at or after `from` that cannot be copied as it is.
std::size_t end_of_plain(std::string_view text, std::size_t from) {
    for (std::uint64_t eight = 0; from + sizeof eight <= text.size(); from += sizeof eight) {
        std::memcpy(&eight, text.data() + from, sizeof eight);
        if (needs_care(eight)) break;
    }
    while (from < text.size() && is_plain(text[from])) ++from;
    return from;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
}

template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t copied = 0;
    for (std::size_t i = end_of_plain(text, 0); i < text.size(); i = end_of_plain(text, i)) {
        const Utf8Step step = utf8_step(text.substr(i));
        if (!step.valid || step.length == 1) {
            out.append(text, copied, i - copied);
            if (step.valid) {
                append_escaped(out, text[i]);
            } else {
                out += "\xEF\xBF\xBD";
            }
            copied = i + step.length;
        }
        i += step.length;
    }
    out.append(text, copied);
    out += '"';
}

void append_pointer(std::string& pointer, std::string_view token) {
    pointer += '/';
    for (const char c : token) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
}

void Writer::separate() {
    if (!first_ && !after_key_) out_ += ',';
    first_ = false;
    after_key_ = false;
}

Writer& Writer::begin_object() {
    separate();
    out_ += '{';
    first_ = true;
    return *this;
}

Writer& Writer::end_object() {
    out_ += '}';
    first_ = false;
    return *this;
}

Writer& Writer::begin_array() {
    separate();
    out_ += '[';
    first_ = true;
    return *this;
}

Writer& Writer::end_array() {
    out_ += ']';
    first_ = false;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    separate();
    append_string(out_, name);
    out_ += ':';
    after_key_ = true;
    return *this;
}

Writer& Writer::value(std::string_view text) {
    separate();
    append_string(out_, text);
    return *this;
}

Writer& Writer::value(std::int64_t number) {
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::value(std::uint64_t number) {
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::value(double number) {
    if (!std::isfinite(number)) return null();
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::value(bool flag) {
    return raw(flag ? "true" : "false");
}

Writer& Writer::null() {
    return raw("null");
}

Writer& Writer::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

}  // namespace core::json
