#include "app_server/catalogue/term_index.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using app::TermIndex;

TEST_CASE(
    "A term index finds the rows of any of its values, dense and sparse "
    "ones alike",
    "[term_index]"
) {
    const auto rows = GENERATE(values<std::uint32_t>({0, 1, 70, 5'000}));
    INFO(rows << " rows");
    tests::Dice dice(rows);
    constexpr std::uint32_t kValues = 6;
    // Value 0: every row; 1 and 2: about half; 3 and 4: one in 200, which is kept as a list; 5: no row.
    constexpr std::array<std::uint64_t, kValues> kOnceIn{1, 2, 2, 200, 200, 0};
    std::vector<TermIndex::Posting> postings;
    std::map<std::uint32_t, std::set<std::size_t>> model;
    for (std::uint32_t row = 0; row < rows; ++row) {
        for (std::uint32_t value = 0; value < kValues; ++value) {
            if (kOnceIn[value] == 0 || !dice.once_in(kOnceIn[value])) continue;
            postings.push_back({value, row});
            model[value].insert(row);
        }
    }
    const TermIndex index(kValues, rows, postings);
    REQUIRE(index.values() == kValues);

    for (std::uint32_t chosen = 0; chosen < 1U << kValues; ++chosen) {
        std::vector<std::uint32_t> values;
        std::set<std::size_t> expected;
        for (std::uint32_t value = 0; value < kValues; ++value) {
            if ((chosen >> value & 1U) == 0) continue;
            CHECK(index.count(value) == model[value].size());
            values.push_back(value);
            expected.insert(model[value].begin(), model[value].end());
        }
        app::Question question(rows);
        index.ask(question, values);
        std::set<std::size_t> found;
        for (const auto row : question.take(0, false, rows)) found.insert(row);
        REQUIRE(found == expected);
        REQUIRE(question.count() == expected.size());

        // In another order: from the last row to the first.
        std::vector<std::uint32_t> places(rows);
        for (std::uint32_t row = 0; row < rows; ++row) places[row] = rows - 1 - row;
        const TermIndex turned(index, places);
        app::Question turned_question(rows);
        turned.ask(turned_question, values);
        found.clear();
        for (const auto row : turned_question.take(0, false, rows)) found.insert(rows - 1 - row);
        REQUIRE(found == expected);
    }
}
