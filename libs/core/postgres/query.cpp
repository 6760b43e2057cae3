#include "core/postgres/query.hpp"

#include "core/postgres/text_format.hpp"

#include <fmt/format.h>

namespace core::postgres {

Params& Params::add(std::string_view text) {
    values_.emplace_back(std::string(text));
    return *this;
}

Params& Params::add(bool flag) {
    values_.emplace_back(flag ? "t" : "f");
    return *this;
}

Params& Params::add(std::int64_t number) {
    values_.emplace_back(fmt::format_int(number).str());
    return *this;
}

Params& Params::add(double number) {
    values_.emplace_back(text_format::write(number));
    return *this;
}

Params& Params::add(Instant instant) {
    values_.emplace_back(text_format::write(instant));
    return *this;
}

Params& Params::add_null() {
    values_.emplace_back(std::nullopt);
    return *this;
}

Params& Params::add(std::span<const std::int64_t> numbers) {
    values_.emplace_back(text_format::write_array(numbers));
    return *this;
}

Params& Params::add(std::span<const std::string> texts) {
    values_.emplace_back(text_format::write_array(texts));
    return *this;
}

}  // namespace core::postgres
