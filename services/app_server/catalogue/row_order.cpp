#include "app_server/catalogue/row_order.hpp"

#include "core/domain/course.hpp"

#include <algorithm>

namespace app {

namespace {

/// In the order of Attribute.
constexpr std::array<std::vector<std::uint32_t> Filter::*, kAttributes> kValues{
    &Filter::competencies,
    &Filter::providers,
    &Filter::areas,
    &Filter::needs,
    &Filter::formats,
    &Filter::levels,
    &Filter::verticals,
    &Filter::cpd_kinds,
    &Filter::cost_kinds,
};

}  // namespace

const std::vector<std::uint32_t>& values_of(const Filter& filter, Attribute attribute) {
    return filter.*kValues[static_cast<std::size_t>(attribute)];
}

RowOrder::RowOrder(SortOrder order, std::vector<std::uint32_t> rows, const Terms& terms)
    : order_(order), rows_(std::move(rows)) {
    find_places();
    for (std::size_t a = 0; a < kAttributes; ++a) terms_[a] = TermIndex(terms[a], places_);
}

RowOrder::RowOrder(
    const RowOrder& last,
    const Renumbering& places,
    std::span<const std::uint32_t> rows,
    const std::vector<std::uint32_t>& fresh,
    const std::array<std::size_t, kAttributes>& values,
    const TermPostings& postings
)
    : order_(last.order_) {
    if (!order_.is_by_number()) {
        rows_ = last.rows_;
        for (auto& row : rows_) row = rows[row];
        rows_ = places.apply(rows_, fresh);
        find_places();
    }
    const auto table = places.table();
    for (std::size_t a = 0; a < kAttributes; ++a) {
        auto placed = postings[a];
        for (auto& posting : placed) posting.row = place_of(posting.row);
        terms_[a] = TermIndex(last.terms_[a], values[a], places, table, placed);
    }
}

void RowOrder::find_places() {
    places_.resize(rows_.size());
    for (std::uint32_t place = 0; place < rows_.size(); ++place) places_[rows_[place]] = place;
}

void RowOrder::ask(Question& places, const Filter& filter) const {
    for (std::size_t a = 0; a < kAttributes; ++a) {
        const auto& values = values_of(filter, static_cast<Attribute>(a));
        if (!values.empty()) terms_[a].ask(places, values);
    }
}

void RowOrder::ask(Question& places, const RowRanges& ranges, std::size_t dated_end) const {
    using core::domain::Cost;
    const auto count = [&](Cost::Kind kind) {
        return terms_[static_cast<std::size_t>(Attribute::cost_kind)].count(static_cast<std::uint32_t>(kind));
    };
    if (order_.key == SortKey::start && ranges.by_start) {
        const auto [begin, end] = ranges.dated;
        const bool turned = order_.descending && end <= dated_end;
        places.within(turned ? Span{dated_end - end, dated_end - begin} : ranges.dated, ranges.ongoing);
    } else if (order_.key == SortKey::cost && ranges.amounts) {
        const auto [begin, end] = *ranges.amounts;
        if (order_.descending) {  // the highest amount comes first
            const std::size_t all = count(Cost::Kind::fixed) + count(Cost::Kind::free);
            places.within({all - end, all - begin});
        } else {  // varying costs come before all amounts
            const std::size_t varying = count(Cost::Kind::varying);
            places.within({varying + begin, varying + end});
        }
    }
}

}  // namespace app
