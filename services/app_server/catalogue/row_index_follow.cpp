#include "app_server/catalogue/row_index.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace app {

using core::domain::Provider;

RowIndex::RowIndex(
    const RowIndex& last,
    std::span<const CoursePtr> courses,
    const Renumbering& numbers,
    const std::vector<Row>& fresh,
    const FrameworkView& framework,
    const std::vector<Provider>& providers
)
    : courses_(courses) {
    std::vector<std::uint32_t> removed;
    for (const auto course : numbers.removed()) {
        const auto rows = last.rows_of(course);
        removed.insert(removed.end(), rows.begin(), rows.end());
    }
    // What each order needs to know: where in the last one the fresh rows belong, and in which sequence.
    std::vector<std::uint32_t> ranking(fresh.size());
    const auto renumber = [&](SortOrder order) {
        std::vector<Position> positions;
        positions.reserve(fresh.size());
        for (const auto& row : fresh) positions.push_back(position_of(row, order));
        std::iota(ranking.begin(), ranking.end(), 0U);
        std::sort(ranking.begin(), ranking.end(), [&](std::uint32_t a, std::uint32_t b) {
            if (precedes(positions[a], positions[b], order)) return true;
            return a < b && !precedes(positions[b], positions[a], order);
        });
        std::vector<std::uint32_t> come;
        come.reserve(ranking.size());
        for (const auto i : ranking)
            come.push_back(static_cast<std::uint32_t>(last.first_after(order, positions[i], true)));
        std::vector<std::uint32_t> gone;
        gone.reserve(removed.size());
        for (const auto row : removed) gone.push_back(last.orders_[order.index()].place_of(row));
        std::sort(gone.begin(), gone.end());
        return Renumbering(last.size(), std::move(gone), come);
    };

    const Renumbering rows = renumber({SortKey::start, false});
    std::vector<std::uint32_t> fresh_numbers(fresh.size());
    std::vector<Row> in_order;
    for (std::size_t i = 0; i < ranking.size(); ++i) {
        in_order.push_back(fresh[ranking[i]]);
        fresh_numbers[ranking[i]] = rows.inserted()[i];
    }
    rows_ = last.rows_;
    const auto course_table = numbers.table();
    for (auto& row : rows_) row.course = course_table[row.course];
    rows_ = rows.apply(rows_, in_order);
    index_courses();

    auto postings = postings_of(numbers.inserted(), framework, providers);
    const auto row_table = rows.table();
    std::vector<Amount> kept;
    kept.reserve(last.by_amount_.size());
    for (const auto& [amount, row] : last.amounts()) {
        if (row_table[row] != Renumbering::kGone) kept.emplace_back(amount, row_table[row]);
    }
    auto& more = postings.amounts;
    std::sort(more.begin(), more.end());
    std::vector<Amount> amounts;
    amounts.reserve(kept.size() + more.size());
    std::merge(kept.begin(), kept.end(), more.begin(), more.end(), std::back_inserter(amounts));
    index_amounts(amounts);

    std::array<std::size_t, kAttributes> values{};
    for (std::size_t a = 0; a < kAttributes; ++a)
        values[a] = count_values(static_cast<Attribute>(a), framework, providers);
    for (std::size_t o = 0; o < kSortOrders; ++o) {
        const Renumbering places = renumber({static_cast<SortKey>(o / 2), o % 2 == 1});
        std::vector<std::uint32_t> placed;
        placed.reserve(ranking.size());
        for (const auto i : ranking) placed.push_back(fresh_numbers[i]);
        orders_[o] = RowOrder(last.orders_[o], places, row_table, placed, values, postings.terms);
    }
}

}  // namespace app
