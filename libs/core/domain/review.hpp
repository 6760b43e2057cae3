#pragma once

#include "core/domain/framework.hpp"

#include <cstdint>
#include <vector>

namespace core::domain {

struct Answer {
    CompetencyId competency{};
    bool met = false;  ///< the person says "I can"
};

/// The standing of one competency category in a review.
struct CategoryScore {
    CategoryId category{};
    std::int32_t met = 0;
    std::int32_t unmet = 0;
    std::int32_t score = 0;  ///< 0–100: the share of met, rounded half to even
    std::int32_t stars = 0;  ///< 0–5: score / 20, rounded half up
};

/// The share of met answers in percent, rounded half to even: 1 of 8 is 12, 3 of 8 is 38. `total` > 0.
std::int32_t score_percent(std::int32_t met, std::int32_t total);

/// Score / 20 rounded half up: 10 is 1, 30 is 2, 50 is 3, 70 is 4, 90 is 5.
std::int32_t stars_of(std::int32_t score);

}  // namespace core::domain
