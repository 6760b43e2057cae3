#include "app_server/catalogue/conjunction.hpp"

#include "app_server/catalogue/renumbering.hpp"
#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

using namespace app;

TEST_CASE("A conjunction has the bits that some bitmap of every part has", "[bitmap]") {
    tests::Dice dice(2);
    for (int round = 0; round < 60; ++round) {
        const std::size_t size = 1 + dice.roll(6'000);
        std::vector<std::vector<Bitmap>> parts(dice.roll(4));
        Conjunction question;
        for (auto& part : parts) {
            question.begin_part();
            for (auto maps = dice.roll(4); maps > 0; --maps) {
                part.emplace_back(size);
                for (std::size_t bit = 0; bit < size; ++bit) {
                    if (dice.once_in(2)) part.back().set(bit);
                }
                question.any_of(part.back());
            }
        }
        const std::size_t begin = dice.roll(size + 1);
        const std::size_t end = begin + dice.roll(size - begin + 1);
        std::size_t total = 0;
        constexpr std::size_t kBits = 64 * Conjunction::kStretch;
        for (std::size_t number = 0; number * kBits < size; ++number) {
            Conjunction::Word words[Conjunction::kStretch];
            question.write(words, number, begin, end);
            for (std::size_t i = 0; i < kBits; ++i) {
                const std::size_t bit = number * kBits + i;
                const bool expected = bit >= begin && bit < end &&
                                      std::ranges::all_of(
                                          parts,
                                          [&](const auto& part) {
                                              return std::ranges::any_of(part, [&](const Bitmap& map) {
                                                  return map.test(bit);
                                              });
                                          }
                                      );
                REQUIRE(((words[i / 64] >> (i % 64)) & 1U) == (expected ? 1U : 0U));
                total += expected ? 1 : 0;
            }
        }
        REQUIRE(question.count(begin, end) == total);
    }
}

TEST_CASE("A renumbering keeps what stays in its order, with what comes between", "[bitmap]") {
    tests::Dice dice(3);
    for (int round = 0; round < 300; ++round) {
        const std::size_t size = dice.roll(400);
        const std::uint64_t often = 1 + dice.roll(60);
        std::vector<std::uint32_t> removed, inserted;
        std::vector<int> old(size), fresh, expected;
        std::vector<std::uint32_t> places;
        Bitmap bits(size), expected_bits(size * 2 + 1);
        for (std::uint32_t i = 0; i <= size; ++i) {
            while (dice.once_in(often) && inserted.size() < size) {
                inserted.push_back(i);
                fresh.push_back(-static_cast<int>(inserted.size()));
                expected.push_back(fresh.back());
            }
            if (i == size) break;
            old[i] = static_cast<int>(i);
            if (dice.once_in(2)) bits.set(i);
            if (dice.once_in(often)) {
                removed.push_back(i);
                places.push_back(Renumbering::kGone);
            } else {
                if (bits.test(i)) expected_bits.set(expected.size());
                places.push_back(static_cast<std::uint32_t>(expected.size()));
                expected.push_back(static_cast<int>(i));
            }
        }
        const Renumbering numbers(size, removed, inserted);
        REQUIRE(numbers.size() == expected.size());
        REQUIRE(numbers.apply(old, fresh) == expected);
        REQUIRE(numbers.table() == places);
        const Bitmap applied = numbers.apply(bits);
        for (std::size_t i = 0; i < numbers.size(); ++i) REQUIRE(applied.test(i) == expected_bits.test(i));
        REQUIRE(applied.count() == expected_bits.count());
    }
}
