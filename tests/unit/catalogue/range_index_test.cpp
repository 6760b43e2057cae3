#include "app_server/catalogue/range_index.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <limits>

using app::RangeIndex;

TEST_CASE("A range index finds exactly the rows between two values", "[range_index]") {
    constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
    // Around one and two steps of the checkpoints, with ties and rows that have no value.
    const auto rows = GENERATE(values<std::uint32_t>({0, 1, 50, 4'095, 4'096, 4'097, 8'192, 13'000}));
    const auto every_row = GENERATE(true, false);
    INFO(rows << " rows");
    tests::Dice dice(rows);
    std::vector<std::optional<std::int64_t>> values(rows);
    std::vector<std::pair<std::int64_t, std::uint32_t>> pairs;
    for (std::uint32_t row = 0; row < rows; ++row) {
        if (!every_row && dice.once_in(5)) continue;
        values[row] = static_cast<std::int64_t>(dice.roll(2'000)) - 1'000;
        pairs.emplace_back(*values[row], row);
    }
    const RangeIndex index(rows, pairs);

    std::vector<std::pair<std::int64_t, std::int64_t>> ranges{
        {kLowest, kHighest},
        {kLowest, 0},
        {0, kHighest},
        {0, 0},
        {5, 4},
        {7, 8},
        {-2'000, -1'000},
        {1'000, 2'000}
    };
    for (int i = 0; i < 40; ++i) {
        const auto low = static_cast<std::int64_t>(dice.roll(2'200)) - 1'100;
        ranges.emplace_back(low, low + static_cast<std::int64_t>(dice.roll(2'200)));
    }
    for (const auto& [low, high] : ranges) {
        const auto found = index.between(low, high);
        REQUIRE(found.size() == rows);
        for (std::uint32_t row = 0; row < rows; ++row) {
            const bool wanted = values[row] && *values[row] >= low && *values[row] < high;
            if (found.test(row) != wanted) FAIL("row " << row << " in " << low << " to " << high);
        }
    }
}
