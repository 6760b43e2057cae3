#pragma once

#include "app_server/catalogue/bitmap.hpp"
#include "app_server/catalogue/conjunction.hpp"
#include "app_server/catalogue/renumbering.hpp"

#include <cstdint>
#include <optional>
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

    /// The index after some rows went and some came; `postings` are those of the rows that came.
    TermIndex(
        const TermIndex& last, std::size_t values, const Renumbering& rows, std::span<const Posting> postings
    );

    [[nodiscard]] std::size_t values() const { return terms_.size(); }

    [[nodiscard]] std::size_t count(std::uint32_t value) const { return counts_[value]; }

    /// Sets the rows of a value in `out`.
    void or_into(Bitmap& out, std::uint32_t value) const;

    /// Keeps in `rows` those that have one of the values.
    void keep_any(Bitmap& rows, std::span<const std::uint32_t> values) const;

    /// Adds "has one of the values" as a part. What must be made for it is kept in `made`, which must outlive
    /// the conjunction.
    void ask(
        Conjunction& question,
        std::size_t rows,
        std::span<const std::uint32_t> values,
        std::optional<Bitmap>& made
    ) const;

    /// For each value that at least one row in `rarest` has, its rows by their places in another order; an
    /// empty bitmap for the others.
    [[nodiscard]] std::vector<Bitmap> in_order(std::span<const std::uint32_t> places, std::size_t rarest)
        const;

private:
    using Rows = std::vector<std::uint32_t>;

    void add(std::size_t rows, std::span<const Posting> postings);

    std::vector<std::variant<Rows, Bitmap>> terms_;
    std::vector<std::size_t> counts_;
};

}  // namespace app
