#include "core/postgres/connection.hpp"
#include "core/postgres/text_format.hpp"

#include <fmt/format.h>

namespace core::postgres {

void CopyRow::separate() {
    if (!first_) out_.push_back('\t');
    first_ = false;
}

// PostgreSQL manual, COPY, "Text Format": backslash, newline, carriage return and tab must be escaped.
CopyRow& CopyRow::add(std::string_view text) {
    separate();
    for (const char c : text) {
        switch (c) {
            case '\\': out_.append("\\\\"); break;
            case '\n': out_.append("\\n"); break;
            case '\r': out_.append("\\r"); break;
            case '\t': out_.append("\\t"); break;
            default: out_.push_back(c);
        }
    }
    return *this;
}

CopyRow& CopyRow::add(std::int64_t number) {
    separate();
    const fmt::format_int digits(number);
    out_.append(digits.data(), digits.size());
    return *this;
}

CopyRow& CopyRow::add(bool flag) {
    separate();
    out_.push_back(flag ? 't' : 'f');
    return *this;
}

CopyRow& CopyRow::add(Instant instant) {
    separate();
    out_.append(text_format::write(instant));
    return *this;
}

CopyRow& CopyRow::add(std::span<const std::int64_t> numbers) {
    return add(std::string_view(text_format::write_array(numbers)));
}

CopyRow& CopyRow::add(std::span<const std::string> texts) {
    return add(std::string_view(text_format::write_array(texts)));
}

CopyRow& CopyRow::add_null() {
    separate();
    out_.append("\\N");
    return *this;
}

}  // namespace core::postgres
