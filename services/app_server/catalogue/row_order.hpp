#pragma once

#include "app_server/catalogue/filter.hpp"
#include "app_server/catalogue/matches.hpp"
#include "app_server/catalogue/renumbering.hpp"
#include "app_server/catalogue/term_index.hpp"

#include <array>
#include <cstdint>
#include <optional>
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

/// What a filter asks of starts and amounts. Rows are numbered by start: those with a date first, those
/// without one yet, the ongoing ones.
struct RowRanges {
    Span dated;                   ///< of the rows before the ongoing ones, by number
    Span ongoing;                 ///< all of them, or none
    std::optional<Span> amounts;  ///< among the rows with a known amount, ascending; none: any, known or not
    bool by_start = false;        ///< false when `dated` and `ongoing` are all rows
};

/// All rows in one order, with an index of every attribute over their places in it: a page of what matches a
/// filter is found in that order.
class RowOrder {
public:
    RowOrder() = default;

    /// `rows` by place; `terms` are those of the rows by number.
    RowOrder(SortOrder order, std::vector<std::uint32_t> rows, const Terms& terms);

    /// The order of the numbers.
    explicit RowOrder(Terms terms) : terms_(std::move(terms)) {}

    /// The order after some rows went and some came: `rows` renumbers them, `places` their places here;
    /// `fresh` are the new rows in this order, `postings` their terms by their new numbers, `values` how many
    /// values each attribute has.
    RowOrder(
        const RowOrder& last,
        const Renumbering& places,
        std::span<const std::uint32_t> rows,
        const std::vector<std::uint32_t>& fresh,
        const std::array<std::size_t, kAttributes>& values,
        const TermPostings& postings
    );

    [[nodiscard]] std::uint32_t row_at(std::size_t place) const {
        return order_.is_by_number() ? static_cast<std::uint32_t>(place) : rows_[place];
    }

    [[nodiscard]] std::uint32_t place_of(std::uint32_t row) const {
        return order_.is_by_number() ? row : places_[row];
    }

    [[nodiscard]] const Terms& terms() const { return terms_; }

    /// Asks for the terms of a filter. The order must outlive the question.
    void ask(Question& places, const Filter& filter) const;

    /// Asks for what places show of the ranges; `dated_end` rows have a date.
    void ask(Question& places, const RowRanges& ranges, std::size_t dated_end) const;

    /// True when `ask` leaves something open that only numbers show.
    [[nodiscard]] bool leaves_open(const RowRanges& ranges) const {
        return leaves_starts_open(ranges) || leaves_amounts_open(ranges);
    }

    [[nodiscard]] bool leaves_starts_open(const RowRanges& ranges) const {
        return ranges.by_start && order_.key != SortKey::start;
    }

    [[nodiscard]] bool leaves_amounts_open(const RowRanges& ranges) const {
        return ranges.amounts && order_.key != SortKey::cost;
    }

private:
    void find_places();

    SortOrder order_;
    std::vector<std::uint32_t> rows_;    ///< by place; nothing in the order of the numbers
    std::vector<std::uint32_t> places_;  ///< by row; the same
    Terms terms_;                        ///< by place
};

}  // namespace app
