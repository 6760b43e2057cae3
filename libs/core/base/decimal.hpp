#pragma once

#include "core/base/error.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace core {

/// An exact decimal with `Scale` digits behind the point: money (2), CPD points (2), days (1).
template <int Scale>
class Decimal {
public:
    constexpr Decimal() = default;

    /// From the number of smallest units: `Decimal<2>::of_units(149800)` is 1498.00.
    static constexpr Decimal of_units(std::int64_t units) {
        Decimal d;
        d.units_ = units;
        return d;
    }

    /// Digits, one optional point, optional leading minus. `malformed` for anything else, for more digits
    /// behind the point than `Scale` (trailing zeros excepted) and for more than nine digits before it.
    static Result<Decimal> parse(std::string_view text);

    [[nodiscard]] constexpr std::int64_t units() const { return units_; }

    [[nodiscard]] std::string text() const;     ///< always `Scale` digits behind the point: `1498.00`
    [[nodiscard]] std::string compact() const;  ///< without trailing zeros: `3.5`, `12`

    friend constexpr auto operator<=>(Decimal, Decimal) = default;

private:
    std::int64_t units_ = 0;
};

extern template class Decimal<1>;
extern template class Decimal<2>;

}  // namespace core
