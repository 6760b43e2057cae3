#include "app_server/catalogue/row_order.hpp"

#include "core/domain/course.hpp"

#include <algorithm>
#include <numeric>

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

RowOrder::RowOrder(
    SortOrder order, std::vector<std::uint32_t> rows, const Terms& terms, const RowSequence& sequence
)
    : order_(order), rows_(std::move(rows)), places_(rows_.size()) {
    for (std::uint32_t place = 0; place < rows_.size(); ++place) places_[rows_[place]] = place;
    for (std::size_t a = 0; a < kAttributes; ++a) terms_[a] = TermIndex(terms[a], places_);
    index_ranges(sequence);
}

RowOrder::RowOrder(Terms terms, const RowSequence& sequence, std::size_t rows)
    : rows_(rows), places_(rows), terms_(std::move(terms)) {
    std::iota(rows_.begin(), rows_.end(), 0U);
    std::iota(places_.begin(), places_.end(), 0U);
    index_ranges(sequence);
}

RowOrder::RowOrder(
    const RowOrder& last,
    const Renumbering& places,
    std::span<const std::uint32_t> rows,
    const std::vector<std::uint32_t>& fresh,
    const std::array<std::size_t, kAttributes>& values,
    const TermPostings& postings,
    const RowSequence& sequence
)
    : order_(last.order_), rows_(last.rows_), places_(places.size()) {
    for (auto& row : rows_) row = rows[row];
    rows_ = places.apply(rows_, fresh);
    for (std::uint32_t place = 0; place < rows_.size(); ++place) places_[rows_[place]] = place;
    const auto table = places.table();
    for (std::size_t a = 0; a < kAttributes; ++a) {
        auto placed = postings[a];
        for (auto& posting : placed) posting.row = places_[posting.row];
        terms_[a] = TermIndex(last.terms_[a], values[a], places, table, placed);
    }
    index_ranges(sequence);
}

void RowOrder::index_ranges(const RowSequence& sequence) {
    dated_end_ = sequence.dated_end;
    ongoing_begin_ = sequence.ongoing_begin;
    if (order_.key != SortKey::start) {
        starts_ = RangeIndex(dated_places(), size());
        ongoing_ = Bitmap(size());
        for (std::size_t row = ongoing_begin_; row < size(); ++row) ongoing_.set(places_[row]);
    }
    if (order_.key != SortKey::cost) {
        by_amount_.reserve(sequence.by_amount.size());
        for (const auto row : sequence.by_amount) by_amount_.push_back(places_[row]);
        amounts_ = RangeIndex(by_amount_, size());
    }
}

Matches RowOrder::match(const Filter& filter, const RowRanges& ranges) const {
    Matches matches(order_, size());
    for (std::size_t a = 0; a < kAttributes; ++a) {
        const auto& values = values_of(filter, static_cast<Attribute>(a));
        if (!values.empty()) terms_[a].ask(matches, size(), values);
    }
    keep_rows(matches, ranges);
    if (ranges.amounts != nullptr) keep_amounts(matches, *ranges.amounts);
    return matches;
}

void RowOrder::keep_rows(Matches& matches, const RowRanges& ranges) const {
    const auto [begin, end] = ranges.dated;
    const bool with_ongoing = ranges.ongoing.begin < ranges.ongoing.end;
    if (order_.key == SortKey::start) {
        const bool turned = order_.descending && end <= dated_end_;
        matches.within(turned ? Span{dated_end_ - end, dated_end_ - begin} : ranges.dated, ranges.ongoing);
        return;
    }
    if (end < ongoing_begin_) {
        matches.begin_part();
        if (end > 0) matches.any_of(std::make_shared<const Bitmap>(starts_.first(dated_places(), end)));
        if (with_ongoing) matches.any_of(ongoing_);
    } else if (!with_ongoing && ongoing_begin_ < size()) {
        matches.none_of(ongoing_);
    }
    if (begin > 0) matches.none_of(std::make_shared<const Bitmap>(starts_.first(dated_places(), begin)));
}

void RowOrder::keep_amounts(Matches& matches, Span amounts) const {
    using core::domain::Cost;
    const auto count = [&](Cost::Kind kind) {
        return terms_[static_cast<std::size_t>(Attribute::cost_kind)].count(static_cast<std::uint32_t>(kind));
    };
    if (order_.key != SortKey::cost) {
        matches.begin_part();
        if (amounts.end == by_amount_.size()) {
            matches.any_of(amounts_.all());
        } else {
            matches.any_of(std::make_shared<const Bitmap>(amounts_.first(by_amount_, amounts.end)));
        }
        if (amounts.begin > 0)
            matches.none_of(std::make_shared<const Bitmap>(amounts_.first(by_amount_, amounts.begin)));
    } else if (order_.descending) {  // the highest amount comes first
        const std::size_t all = count(Cost::Kind::fixed) + count(Cost::Kind::free);
        matches.within({all - amounts.end, all - amounts.begin});
    } else {  // varying costs come before all amounts
        const std::size_t varying = count(Cost::Kind::varying);
        matches.within({varying + amounts.begin, varying + amounts.end});
    }
}

}  // namespace app
