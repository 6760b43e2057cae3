#include "app_server/catalogue/range_index.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using app::RangeIndex;

TEST_CASE("A range index has exactly the first numbers of a sequence", "[range_index]") {
    // Around one and several steps of the checkpoints, with numbers that are not in the sequence.
    const auto size = GENERATE(values<std::uint32_t>({0, 1, 50, 255, 256, 257, 512, 13'000, 40'000}));
    const auto all = GENERATE(true, false);
    INFO(size << " numbers");
    tests::Dice dice(size);
    std::vector<std::uint32_t> sequence;
    for (std::uint32_t number = 0; number < size; ++number) {
        if (all || !dice.once_in(5)) sequence.push_back(number);
    }
    for (std::size_t i = 1; i < sequence.size(); ++i) std::swap(sequence[i], sequence[dice.roll(i + 1)]);
    const RangeIndex index(sequence, size);

    std::vector<std::size_t> counts{0, sequence.size(), sequence.size() / 2};
    for (int i = 0; i < 60; ++i) counts.push_back(dice.roll(sequence.size() + 1));
    for (const auto count : counts) {
        const auto found = index.first(sequence, count);
        REQUIRE(found.size() == size);
        REQUIRE(found.count() == count);
        for (std::size_t i = 0; i < count; ++i) {
            if (!found.test(sequence[i])) FAIL("place " << i << " of " << count);
        }
    }
    const std::size_t begin = sequence.size() / 3;
    const auto between = index.between(sequence, begin, sequence.size());
    CHECK(between.count() == sequence.size() - begin);
    for (std::size_t i = begin; i < sequence.size(); ++i) {
        if (!between.test(sequence[i])) FAIL("place " << i);
    }
}
