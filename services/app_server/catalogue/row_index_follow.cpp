#include "app_server/catalogue/row_index.hpp"

#include <algorithm>
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
    std::vector<std::uint32_t> sequence(fresh.size());
    const auto renumber = [&](SortOrder order) {
        std::vector<Position> positions;
        positions.reserve(fresh.size());
        for (const auto& row : fresh) positions.push_back(position_of(row, order));
        std::iota(sequence.begin(), sequence.end(), 0U);
        std::sort(sequence.begin(), sequence.end(), [&](std::uint32_t a, std::uint32_t b) {
            if (precedes(positions[a], positions[b], order)) return true;
            return a < b && !precedes(positions[b], positions[a], order);
        });
        std::vector<std::uint32_t> come;
        come.reserve(sequence.size());
        for (const auto i : sequence)
            come.push_back(static_cast<std::uint32_t>(last.first_after(order, positions[i], true)));
        std::vector<std::uint32_t> gone;
        gone.reserve(removed.size());
        for (const auto row : removed) gone.push_back(static_cast<std::uint32_t>(last.place_of(row, order)));
        std::sort(gone.begin(), gone.end());
        return Renumbering(last.size(), std::move(gone), come);
    };

    const Renumbering rows = renumber({SortKey::start, false});
    std::vector<std::uint32_t> fresh_numbers(fresh.size());
    std::vector<Row> in_order;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        in_order.push_back(fresh[sequence[i]]);
        fresh_numbers[sequence[i]] = rows.inserted()[i];
    }
    rows_ = last.rows_;
    const auto course_table = numbers.table();
    for (auto& row : rows_) row.course = course_table[row.course];
    rows_ = rows.apply(rows_, in_order);
    index_courses();

    auto postings = postings_of(numbers.inserted(), framework, providers);
    for (std::size_t a = 0; a < kAttributes; ++a) {
        const auto values = count_values(static_cast<Attribute>(a), framework, providers);
        terms_[a] = TermIndex(last.terms_[a], values, rows, postings.terms[a]);
    }
    amounts_ = RangeIndex(last.amounts_, rows, std::move(postings.amounts));
    const auto row_table = rows.table();
    for (std::size_t o = 1; o < kSortOrders; ++o) {
        const SortOrder order{static_cast<SortKey>(o / 2), o % 2 == 1};
        const Renumbering places = renumber(order);
        std::vector<std::uint32_t> placed;
        placed.reserve(sequence.size());
        for (const auto i : sequence) placed.push_back(fresh_numbers[i]);
        orders_[o] = RowOrder(last.orders_[o], places, row_table, placed, postings.terms);
    }
}

}  // namespace app
