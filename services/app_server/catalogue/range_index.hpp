#pragma once

#include "app_server/catalogue/bitmap.hpp"
#include "app_server/catalogue/renumbering.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace app {

/// Rows by a number each (an amount): answers "between" as a bitmap. Bitmaps of all rows below
/// every few values bound the work of a range to two whole-bitmap operations and two partial steps.
class RangeIndex {
public:
    using Pair = std::pair<std::int64_t, std::uint32_t>;  ///< value, row

    RangeIndex() = default;

    /// Pairs in any order; a row at most once.
    RangeIndex(std::size_t rows, std::vector<Pair> pairs);

    /// The index after some rows went and some came; `pairs` are those of the rows that came.
    RangeIndex(const RangeIndex& last, const Renumbering& rows, std::vector<Pair> pairs);

    /// Rows whose value v has low ≤ v < high.
    [[nodiscard]] Bitmap between(std::int64_t low, std::int64_t high) const;

    /// How many rows have a value, and how many have one below `value`.
    [[nodiscard]] std::size_t size() const { return sorted_.size(); }

    [[nodiscard]] std::size_t below(std::int64_t value) const;

private:
    void make_checkpoints();
    [[nodiscard]] Bitmap first(std::size_t count) const;

    std::size_t rows_ = 0;
    std::size_t step_ = 0;
    std::vector<Pair> sorted_;
    std::vector<Bitmap> checkpoints_;  ///< [i]: the rows of the first i × step_ pairs
};

}  // namespace app
