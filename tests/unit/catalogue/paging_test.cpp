// Pages forwards and backwards from every place.
#include "reference_directory.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using app::Filter;
using app::PageStart;
using app::RowIndex;
using app::SortOrder;

namespace {

using Rows = std::vector<std::uint32_t>;

/// The matching rows in order, by the index itself; `directory_test` checks that they are the right ones.
Rows in_order(const RowIndex& index, const app::Matches& matches) {
    return index.page(matches, {}, 1'000'000).rows;
}

void check_page(
    const RowIndex& index,
    const app::Matches& matching,
    const Rows& matches,
    std::size_t begins,   ///< how many of them stand before the place
    std::size_t follows,  ///< from where they stand after it
    const app::Position& position,
    std::size_t limit
) {
    const auto forward = index.page(matching, PageStart{position, false}, limit);
    const auto end = std::min(matches.size(), follows + limit);
    const auto at = [&](std::size_t i) { return matches.begin() + static_cast<std::ptrdiff_t>(i); };
    if (forward.rows != Rows(at(follows), at(end))) FAIL("forward from " << position.number);
    CHECK(forward.total == matches.size());
    CHECK(forward.more_after == (end < matches.size()));
    CHECK(forward.more_before == (follows > 0));

    const auto backward = index.page(matching, PageStart{position, true}, limit);
    const auto begin = begins > limit ? begins - limit : 0;
    if (backward.rows != Rows(at(begin), at(begins))) FAIL("backward from " << position.number);
    CHECK(backward.total == matches.size());
    CHECK(backward.more_before == (begin > 0));
    CHECK(backward.more_after == (begins < matches.size()));
}

}  // namespace

TEST_CASE("A page begins right after any row, and the one before it right before", "[paging]") {
    const auto count = GENERATE(values<std::size_t>({0, 1, 70}));
    const auto snapshot = snapshot_of(random_courses(count + 10, count));
    const RowIndex& index = snapshot->entries();
    Dice dice(count);
    std::vector<Filter> filters(1);
    for (int i = 0; i < 12; ++i) filters.push_back(random_filter(dice));

    for (const auto& filter : filters) {
        for (const auto order : kAllOrders) {
            const auto matching = snapshot->matching_entries(filter, order);
            const Rows all = in_order(index, index.match({}, order));
            const Rows matches = in_order(index, matching);
            std::size_t before = 0;
            for (const auto row : all) {  // matching ones and others
                const bool matches_here = before < matches.size() && matches[before] == row;
                const auto position = index.position_of(row, order);
                const auto follows = before + (matches_here ? 1 : 0);
                for (const auto limit : std::initializer_list<std::size_t>{1, 7, 100}) {
                    check_page(index, matching, matches, before, follows, position, limit);
                }
                before = follows;
            }
        }
    }
}

TEST_CASE("Walking the pages of a large catalogue shows each row once, to and fro", "[paging]") {
    const auto snapshot = snapshot_of(random_courses(77, 5'000));
    const bool by_course = GENERATE(false, true);
    const auto* index = by_course ? &snapshot->courses() : &snapshot->entries();
    Filter none, dense, sparse;
    dense.levels = {0, 1};
    sparse.providers = {2};
    for (const auto& filter : {none, dense, sparse}) {
        for (const auto order : kAllOrders) {
            const auto matching = by_course ? snapshot->matching_courses(filter, order)
                                            : snapshot->matching_entries(filter, order);
            const Rows matches = in_order(*index, matching);
            REQUIRE_FALSE(matches.empty());
            const std::size_t limit = matches.size() > 1'000 ? 97 : 3;
            Rows there;
            PageStart start;
            for (;;) {
                const auto page = index->page(matching, start, limit);
                there.insert(there.end(), page.rows.begin(), page.rows.end());
                REQUIRE(page.more_before == start.position.has_value());
                if (!page.more_after) break;
                start = {index->position_of(page.rows.back(), order), false};
            }
            REQUIRE(there == matches);

            Rows back{matches.back()};
            for (start = {index->position_of(matches.back(), order), true};;) {
                const auto page = index->page(matching, start, limit);
                back.insert(back.begin(), page.rows.begin(), page.rows.end());
                if (!page.more_before) break;
                start = {index->position_of(page.rows.front(), order), true};
            }
            REQUIRE(back == matches);
        }
    }
}
