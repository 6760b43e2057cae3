#pragma once

#include "app_server/catalogue/filter.hpp"
#include "app_server/catalogue/question.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace app {

/// Rows by number, and how many they are.
struct RowSet {
    explicit RowSet(Bitmap all) : rows(std::move(all)), count(rows.count()) {}

    RowSet(Bitmap all, std::size_t known) : rows(std::move(all)), count(known) {}

    Bitmap rows;
    std::size_t count;
};

/// The rows that are asked for, in an order: a question about their places in it, by which a page is found.
/// What is asked of their numbers alone, a range of days for one, is looked up in each row that is found, and
/// everything is asked of the numbers once more to count the rows: by number, days are a stretch.
class Matches {
public:
    /// All rows of an order.
    Matches(SortOrder order, std::size_t rows) : order_(order), places_(rows), spans_{{{0, rows}}} {}

    [[nodiscard]] SortOrder order() const { return order_; }

    [[nodiscard]] std::size_t size() const { return places_.size(); }

    /// What is asked of places. In the order of numbers, SortKey::start ascending, they are the numbers.
    [[nodiscard]] Question& places() { return places_; }

    [[nodiscard]] const Question& places() const { return places_; }

    /// What is asked of numbers, which is then everything; at first of all of them.
    Question& begin_numbers() { return numbers_.emplace(size()); }

    /// True when everything is asked of numbers.
    [[nodiscard]] bool by_number() const { return numbers_.has_value() || order_.is_by_number(); }

    /// Keeps rows with numbers of the spans. Only by_number().
    void keep(Span first, Span second);

    /// Keeps rows of the set. Only by_number().
    void keep(const std::shared_ptr<const RowSet>& set);

    /// As keep(), of numbers alone: places are known to say the same.
    void keep_numbers(const std::shared_ptr<const RowSet>& set) { numbers().keep(rows_of(set)); }

    /// How the matches are counted.
    [[nodiscard]] const Question& counted() const { return numbers_ ? *numbers_ : places_; }

    [[nodiscard]] std::size_t count() const { return counted().count(); }

    /// True when places do not show everything.
    [[nodiscard]] bool looks_at_rows() const { return open_; }

    /// Whether a row whose place matches does so by number.
    [[nodiscard]] bool has(std::uint32_t number) const {
        // All parts at once: which of them lets a row through is anybody's guess.
        unsigned all = unsigned{spans_[0].has(number)} | unsigned{spans_[1].has(number)};
        for (const auto& set : sets_) all &= unsigned{set->rows.test(number)};
        return all != 0;
    }

    /// True when so few rows match by number that the first `most` are found sooner there than by place: when
    /// they all are fewer than the places that would be looked at.
    [[nodiscard]] bool few(std::size_t most) const {
        return open_ && share_ * share_ * static_cast<double>(size()) < static_cast<double>(most);
    }

private:
    static std::shared_ptr<const Bitmap> rows_of(const std::shared_ptr<const RowSet>& set) {
        return {set, &set->rows};
    }

    Question& numbers() { return numbers_ ? *numbers_ : places_; }

    SortOrder order_;
    Question places_;
    std::optional<Question> numbers_;
    // What places do not show:
    std::array<Span, 2> spans_;
    std::vector<std::shared_ptr<const RowSet>> sets_;
    bool open_ = false;
    double share_ = 1;  ///< of all rows, what is let through by these
};

}  // namespace app
