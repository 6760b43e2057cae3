#pragma once

#include "app_server/catalogue/bitmap.hpp"

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace app {

/// For each value of one attribute, the rows that have it: as a bitmap where they are many, as a list where
/// they are few. Values are numbers from 0 (positions in a list of levels, areas, providers …).
class TermIndex {
public:
    /// One (value, row) pair; a row may have any number of values.
    struct Posting {
        std::uint32_t value;
        std::uint32_t row;
    };

    TermIndex() = default;
    TermIndex(std::size_t values, std::size_t rows, std::span<const Posting> postings);

    [[nodiscard]] std::size_t values() const { return terms_.size(); }

    [[nodiscard]] std::size_t count(std::uint32_t value) const { return counts_[value]; }

    /// Sets the rows of a value in `out`.
    void or_into(Bitmap& out, std::uint32_t value) const;

    /// Keeps in `rows` those that have one of the values.
    void keep_any(Bitmap& rows, std::span<const std::uint32_t> values) const;

private:
    using Rows = std::vector<std::uint32_t>;
    std::vector<std::variant<Rows, Bitmap>> terms_;
    std::vector<std::size_t> counts_;
};

}  // namespace app
