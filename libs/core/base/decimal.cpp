#include "core/base/decimal.hpp"

#include <fmt/format.h>

namespace core {
namespace {

constexpr std::uint64_t power_of_ten(int exponent) {
    return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1);
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

Error not_a_decimal(int scale) {
    return {
        ErrorKind::malformed,
        "malformed-decimal",
        fmt::format("must be a number with at most 9 digits before the point and {} behind it", scale)
    };
}

}  // namespace

template <int Scale>
Result<Decimal<Scale>> Decimal<Scale>::parse(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);

    constexpr std::size_t kMaxWholeDigits = 9;
    std::size_t i = 0;
    std::int64_t units = 0;
    for (; i < text.size() && is_digit(text[i]); ++i) {
        if (i == kMaxWholeDigits) return not_a_decimal(Scale);
        units = units * 10 + (text[i] - '0');
    }
    if (i == 0) return not_a_decimal(Scale);

    int behind = 0;
    if (i < text.size()) {
        if (text[i] != '.' || i + 1 == text.size()) return not_a_decimal(Scale);
        for (++i; i < text.size(); ++i) {
            if (!is_digit(text[i])) return not_a_decimal(Scale);
            if (behind < Scale) {
                units = units * 10 + (text[i] - '0');
                ++behind;
            } else if (text[i] != '0') {
                return not_a_decimal(Scale);
            }
        }
    }
    for (; behind < Scale; ++behind) units *= 10;
    return of_units(negative ? -units : units);
}

template <int Scale>
std::string Decimal<Scale>::text() const {
    constexpr std::uint64_t kOne = power_of_ten(Scale);
    // Negated as unsigned, since the smallest 64-bit number has no positive counterpart.
    const auto bits = static_cast<std::uint64_t>(units_);
    const std::uint64_t magnitude = units_ < 0 ? 0 - bits : bits;
    return fmt::format("{}{}.{:0{}}", units_ < 0 ? "-" : "", magnitude / kOne, magnitude % kOne, Scale);
}

template <int Scale>
std::string Decimal<Scale>::compact() const {
    std::string out = text();
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
    return out;
}

template class Decimal<1>;
template class Decimal<2>;

}  // namespace core
