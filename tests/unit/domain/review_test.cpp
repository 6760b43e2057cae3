#include "core/domain/review.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <limits>

using core::domain::score_percent;
using core::domain::stars_of;

TEST_CASE("a score is the share of met answers with halves to even", "[review]") {
    const auto [met, total, score] = GENERATE(table<int, int, int>({
        {0, 1, 0},  {1, 1, 100}, {0, 17, 0},  {17, 17, 100},   {1, 2, 50},     {1, 3, 33},  {2, 3, 67},
        {3, 5, 60}, {3, 7, 43},  {1, 8, 12},  {3, 8, 38},      {5, 8, 62},     {7, 8, 88},  {1, 40, 2},
        {3, 40, 8}, {1, 200, 0}, {3, 200, 2}, {199, 200, 100}, {201, 400, 50}, {1, 503, 0},
    }));
    CAPTURE(met, total);
    CHECK(score_percent(met, total) == score);
}

TEST_CASE("a score stays right for the largest counts", "[review]") {
    constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
    CHECK(score_percent(kMax, kMax) == 100);
    CHECK(score_percent(kMax / 2, kMax) == 50);
}

TEST_CASE("a score equals what adding and deducting from fifty gives", "[review]") {
    for (int total = 1; total <= 120; ++total) {
        for (int met = 0; met <= total; ++met) {
            // 100·met/total lies between two whole numbers, or exactly halfway when the doubled rest equals
            // total.
            const int score = score_percent(met, total);
            const int twice_off = 2 * (100 * met - score * total);
            REQUIRE(std::abs(twice_off) <= total);
            if (std::abs(twice_off) == total) REQUIRE(score % 2 == 0);
        }
    }
}

TEST_CASE("stars are a fifth of the score with halves up", "[review]") {
    const auto [score, stars] = GENERATE(table<int, int>({
        {0, 0},
        {9, 0},
        {10, 1},
        {12, 1},
        {29, 1},
        {30, 2},
        {43, 2},
        {49, 2},
        {50, 3},
        {60, 3},
        {69, 3},
        {70, 4},
        {89, 4},
        {90, 5},
        {100, 5},
    }));
    CAPTURE(score);
    CHECK(stars_of(score) == stars);
}
