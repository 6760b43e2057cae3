#pragma once

#include "app_server/catalogue/bitmap.hpp"
#include "app_server/catalogue/question.hpp"
#include "app_server/catalogue/renumbering.hpp"

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

    /// The index `other` in another order: `places` has the new number of each row.
    TermIndex(const TermIndex& other, std::span<const std::uint32_t> places);

    /// The index after some rows went and some came; `table` is that of `rows`, `postings` are those of the
    /// rows that came.
    TermIndex(
        const TermIndex& last,
        std::size_t values,
        const Renumbering& rows,
        std::span<const std::uint32_t> table,
        std::span<const Posting> postings
    );

    [[nodiscard]] std::size_t values() const { return terms_.size(); }

    [[nodiscard]] std::size_t count(std::uint32_t value) const { return counts_[value]; }

    /// Adds "has one of the values" as a part, over all of the rows. The index must outlive the question.
    void ask(Question& question, std::span<const std::uint32_t> values) const;

private:
    using Rows = std::vector<std::uint32_t>;

    void add(std::size_t rows, std::span<const Posting> postings);

    std::vector<std::variant<Rows, Bitmap>> terms_;
    std::vector<std::size_t> counts_;
};

}  // namespace app
