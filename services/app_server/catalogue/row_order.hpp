#pragma once

#include "app_server/catalogue/bitmap.hpp"
#include "app_server/catalogue/conjunction.hpp"
#include "app_server/catalogue/filter.hpp"
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

/// Numbers from `begin` up to `end`.
struct Span {
    std::size_t begin;
    std::size_t end;
};

/// From where on, in which direction, and how many to take.
struct Walk {
    std::size_t from;
    bool backwards;
    std::size_t most;
};

/// All rows in one order. The terms that many rows have are kept as bitmaps in this order too: a search for
/// the next matches looks at those places only that have them.
class RowOrder {
public:
    RowOrder() = default;

    /// `rows` by place; `terms` are those of the rows by number.
    RowOrder(std::vector<std::uint32_t> rows, const Terms& terms);

    /// The order after some rows went and some came: `rows` renumbers them, `places` their places here;
    /// `fresh` are the new rows in this order, `terms` those of the rows by their new numbers.
    RowOrder(
        const RowOrder& last,
        const Renumbering& places,
        std::span<const std::uint32_t> rows,
        const std::vector<std::uint32_t>& fresh,
        const TermPostings& postings
    );

    [[nodiscard]] std::uint32_t row_at(std::size_t place) const { return rows_[place]; }

    [[nodiscard]] std::size_t place_of(std::uint32_t row) const { return places_[row]; }

    /// The first rows of `matching` on a walk. `total` is how many there are. All of them
    /// are among the places of `spans`, ascending, and have what the filter, if any, asks of attributes;
    /// `terms` are those of the rows.
    [[nodiscard]] std::vector<std::uint32_t> take(
        const Bitmap& matching,
        std::size_t total,
        const Filter* filter,
        const Terms& terms,
        std::span<const Span> spans,
        const Walk& walk
    ) const;

private:
    /// The places among which matches are looked for.
    struct Search {
        Conjunction question;      ///< without a part: all places
        double share = 1;          ///< of the places that are likely to be
        std::size_t patience = 0;  ///< how many of them to look at
    };

    [[nodiscard]] Search search_for(const Filter* filter, const Terms& terms) const;
    bool scan(
        Search& search, const Bitmap& matching, Span span, const Walk& walk, std::vector<std::uint32_t>& found
    ) const;
    [[nodiscard]] std::vector<std::uint32_t> gather(
        const Bitmap& matching, std::size_t total, const Walk& walk
    ) const;

    std::vector<std::uint32_t> rows_;                         ///< by place
    std::vector<std::uint32_t> places_;                       ///< by row
    std::array<std::vector<Bitmap>, kAttributes> of_places_;  ///< by value; empty for values that few have
};

}  // namespace app
