#include "core/domain/review.hpp"

namespace core::domain {

std::int32_t score_percent(std::int32_t met, std::int32_t total) {
    const std::int64_t hundredfold = std::int64_t{100} * met;
    const std::int64_t whole = hundredfold / total;
    const std::int64_t twice_rest = 2 * (hundredfold % total);
    const bool up = twice_rest > total || (twice_rest == total && whole % 2 == 1);
    return static_cast<std::int32_t>(up ? whole + 1 : whole);
}

std::int32_t stars_of(std::int32_t score) {
    return (score + 10) / 20;
}

}  // namespace core::domain
