#include "core/spreadsheet/cell_text.hpp"

#include <charconv>
#include <system_error>

namespace core::spreadsheet {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    for (;;) {
        if (!text.empty() && is_white(text.front())) {
            text.remove_prefix(1);
        } else if (!text.empty() && is_white(text.back())) {
            text.remove_suffix(1);
        } else if (text.starts_with(kNoBreakSpace)) {
            text.remove_prefix(kNoBreakSpace.size());
        } else if (text.ends_with(kNoBreakSpace)) {
            text.remove_suffix(kNoBreakSpace.size());
        } else {
            return text;
        }
    }
}

std::string plain_number(std::string_view text) {
    if (text.find_first_of("eE") == std::string_view::npos) {
        return std::string(text);
    }
    double number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    char digits[400];  // the longest double in fixed notation has 309 digits before the point
    if (failed != std::errc() || end != text.data() + text.size()) {
        return std::string(text);
    }
    const auto [last, overflow] =
        std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed);
    return overflow == std::errc() ? std::string(digits, last) : std::string(text);
}

bool CellText::room_for(std::size_t count) {
    overflowed_ = overflowed_ || count > limit_bytes_ || text_.size() > limit_bytes_ - count;
    return !overflowed_;
}

void CellText::flush_blank() {
    if (blank_pending_ && room_for(1)) {
        text_.push_back(' ');
    }
    blank_pending_ = false;
}

void CellText::begin_paragraph() {
    if (paragraphs_++ > 0 && room_for(1)) {
        text_.push_back('\n');
    }
    line_start_ = text_.size();
    blank_pending_ = false;
}

void CellText::end_paragraph() {
    blank_pending_ = false;
    while (text_.size() > line_start_ && is_white(text_.back())) {
        text_.pop_back();
    }
}

void CellText::characters(std::string_view text) {
    for (const char c : text) {
        if (is_white(c)) {
            blank_pending_ = text_.size() > line_start_;
            continue;
        }
        flush_blank();
        if (!room_for(1)) {
            return;
        }
        text_.push_back(c);
    }
}

void CellText::blanks(std::size_t count) {
    flush_blank();
    if (room_for(count)) {
        text_.append(count, ' ');
    }
}

void CellText::mark(char mark) {
    flush_blank();
    if (room_for(1)) {
        text_.push_back(mark);
    }
}

std::string CellText::take() {
    std::string result(trimmed(text_));
    text_.clear();
    line_start_ = 0;
    paragraphs_ = 0;
    blank_pending_ = false;
    overflowed_ = false;
    return result;
}

}  // namespace core::spreadsheet
