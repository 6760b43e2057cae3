#pragma once

#include "app_server/catalogue/bitmap.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace app {

/// The beginnings of a sequence as bitmaps of the numbers in it: rows in order of their amounts, for one.
/// Bitmaps of the first so many, for every few places, leave only the numbers up to the nearest of them to be
/// put right.
class RangeIndex {
public:
    RangeIndex() = default;

    /// The numbers of `sequence` are below `size`, each in it at most once.
    RangeIndex(std::span<const std::uint32_t> sequence, std::size_t size);

    /// The first `count` numbers of the sequence, which must be the one it was made of.
    [[nodiscard]] Bitmap first(std::span<const std::uint32_t> sequence, std::size_t count) const;

    /// Those of the sequence from the place `begin` up to `end`.
    [[nodiscard]] Bitmap between(std::span<const std::uint32_t> sequence, std::size_t begin, std::size_t end)
        const;

private:
    std::size_t step_ = 1;
    std::vector<Bitmap> checkpoints_;  ///< [i]: the first i × step_ numbers
    Bitmap all_;
};

}  // namespace app
