// Pages of matches that lie close together and far apart, from any place.
#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace app;

TEST_CASE("A page is the first rows in its order however far apart they lie", "[paging]") {
    const auto snapshot = tests::snapshot_of(tests::random_courses(7, 6'000));
    const RowIndex& rows = snapshot->entries();
    const auto key = GENERATE(SortKey::start, SortKey::cpd, SortKey::cost, SortKey::name);
    const SortOrder order{key, GENERATE(false, true)};
    const auto all = rows.page(rows.match({}, order), {}, rows.size()).rows;
    REQUIRE(all.size() == rows.size());

    tests::Dice dice(3);
    for (int round = 0; round < 150; ++round) {
        // A stretch of the order, thinned out by one in `keep`: dense and far, sparse and everywhere, and
        // between.
        const std::size_t begin = dice.roll(2) == 0 ? 0 : dice.roll(all.size());
        const std::size_t end = begin + dice.roll(all.size() - begin + 1);
        const std::uint64_t keep = std::vector<std::uint64_t>{1, 2, 10, 60, 400}[dice.roll(5)];
        const auto places = std::make_shared<Bitmap>(rows.size());
        std::vector<std::uint32_t> expected;
        for (std::size_t place = begin; place < end; ++place) {
            if (!dice.once_in(keep)) continue;
            places->set(place);
            expected.push_back(all[place]);
        }
        const std::size_t limit = 1 + dice.roll(40);
        Matches matching(order, rows.size());
        matching.places().keep(places);
        const auto first = rows.page(matching, {}, limit);
        CHECK(first.total == expected.size());
        const auto take = [&](std::size_t from, std::size_t to) {
            to = std::min(to, expected.size());
            return std::vector(
                expected.begin() + static_cast<std::ptrdiff_t>(from),
                expected.begin() + static_cast<std::ptrdiff_t>(to)
            );
        };
        REQUIRE(first.rows == take(0, limit));
        if (expected.empty()) continue;
        const std::size_t at = dice.roll(expected.size());
        const PageStart after{rows.position_of(expected[at], order), false};
        REQUIRE(rows.page(matching, after, limit).rows == take(at + 1, at + 1 + limit));
        const PageStart before{rows.position_of(expected[at], order), true};
        REQUIRE(rows.page(matching, before, limit).rows == take(at < limit ? 0 : at - limit, at));
    }
}
