#pragma once

#include "app_server/catalogue/filter.hpp"
#include "app_server/catalogue/matches.hpp"
#include "app_server/catalogue/range_index.hpp"
#include "app_server/catalogue/renumbering.hpp"
#include "app_server/catalogue/term_index.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace app {

/// What courses have terms of.
enum class Attribute { competency, provider, area, need, format, level, vertical, cpd_kind, cost_kind };

inline constexpr std::size_t kAttributes = 9;

/// What the filter asks of an attribute; empty for nothing.
const std::vector<std::uint32_t>& values_of(const Filter& filter, Attribute attribute);

/// The indexes of all attributes, and what one of each is made of.
using Terms = std::array<TermIndex, kAttributes>;
using TermPostings = std::array<std::vector<TermIndex::Posting>, kAttributes>;

/// What all orders of some rows have in common. Rows are numbered by start: those with a date first, those
/// without one yet, the ongoing ones.
struct RowSequence {
    std::uint32_t dated_end = 0;
    std::uint32_t ongoing_begin = 0;
    std::vector<std::uint32_t> by_amount;  ///< the rows with a known amount, ascending
};

/// What a filter asks of starts and amounts, by places in the RowSequence.
struct RowRanges {
    Span dated;                     ///< of the rows before the ongoing ones
    Span ongoing;                   ///< all of them, or none
    const Span* amounts = nullptr;  ///< in `by_amount`; null: any, known or not
};

/// All rows in one order, with every index over their places in it: what matches a filter is found in that
/// order, and counted, in one pass over the bitmaps.
class RowOrder {
public:
    RowOrder() = default;

    /// `rows` by place; `terms` are those of the rows by number, `sequence` what there is of them.
    RowOrder(
        SortOrder order, std::vector<std::uint32_t> rows, const Terms& terms, const RowSequence& sequence
    );

    /// The first order: places are numbers.
    RowOrder(Terms terms, const RowSequence& sequence, std::size_t rows);

    /// The order after some rows went and some came: `rows` renumbers them, `places` their places here;
    /// `fresh` are the new rows in this order, `postings` their terms by their new numbers, `values` how many
    /// values each attribute has.
    RowOrder(
        const RowOrder& last,
        const Renumbering& places,
        std::span<const std::uint32_t> rows,
        const std::vector<std::uint32_t>& fresh,
        const std::array<std::size_t, kAttributes>& values,
        const TermPostings& postings,
        const RowSequence& sequence
    );

    [[nodiscard]] std::size_t size() const { return rows_.size(); }

    [[nodiscard]] std::uint32_t row_at(std::size_t place) const { return rows_[place]; }

    [[nodiscard]] std::uint32_t place_of(std::uint32_t row) const { return places_[row]; }

    [[nodiscard]] const Terms& terms() const { return terms_; }

    /// The places of the rows for which the filter holds, its name apart; `ranges` are what it asks of starts
    /// and amounts. The order must outlive them.
    [[nodiscard]] Matches match(const Filter& filter, const RowRanges& ranges) const;

private:
    /// The places of the rows before the ongoing ones, by number.
    [[nodiscard]] std::span<const std::uint32_t> dated_places() const {
        return std::span(places_).first(ongoing_begin_);
    }

    void index_ranges(const RowSequence& sequence);
    void keep_rows(Matches& matches, const RowRanges& ranges) const;
    void keep_amounts(Matches& matches, Span amounts) const;

    SortOrder order_;
    std::uint32_t dated_end_ = 0;
    std::uint32_t ongoing_begin_ = 0;
    std::vector<std::uint32_t> rows_;    ///< by place
    std::vector<std::uint32_t> places_;  ///< by row
    Terms terms_;                        ///< by place
    // Nothing in an order where such rows stand side by side.
    RangeIndex starts_;  ///< of dated_places()
    Bitmap ongoing_;
    std::vector<std::uint32_t> by_amount_;
    RangeIndex amounts_;  ///< of by_amount_
};

}  // namespace app
