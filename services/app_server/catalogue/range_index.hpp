#pragma once

#include "app_server/catalogue/bitmap.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace app {

/// Rows by a number each (an amount): answers "between" as a bitmap. Bitmaps of all rows below
/// every few values bound the work of a range to two whole-bitmap operations and two partial steps.
class RangeIndex {
public:
    RangeIndex() = default;

    /// (value, row) pairs in any order; a row at most once.
    RangeIndex(std::size_t rows, std::vector<std::pair<std::int64_t, std::uint32_t>> pairs);

    /// Rows whose value v has low ≤ v < high.
    [[nodiscard]] Bitmap between(std::int64_t low, std::int64_t high) const;

private:
    [[nodiscard]] std::size_t position(std::int64_t value) const;
    [[nodiscard]] Bitmap first(std::size_t count) const;

    std::size_t rows_ = 0;
    std::size_t step_ = 0;
    std::vector<std::pair<std::int64_t, std::uint32_t>> sorted_;
    std::vector<Bitmap> checkpoints_;  ///< [i]: the rows of the first i × step_ pairs
};

}  // namespace app
