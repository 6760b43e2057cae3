#pragma once

#include "app_server/catalogue/conjunction.hpp"
#include "app_server/catalogue/filter.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace app {

/// Numbers from `begin` up to `end`.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The places of an order whose rows are asked for: a question to bitmaps over places, worked out only as far
/// as it is looked at, and never written down as a whole.
class Matches {
public:
    /// All places of an order.
    Matches(SortOrder order, std::size_t places) : order_(order), places_(places), spans_{{{0, places}}} {}

    [[nodiscard]] SortOrder order() const { return order_; }

    /// True when nothing is excluded.
    [[nodiscard]] bool all() const;

    /// Keeps only places of the spans, which are ascending and apart.
    void within(Span first, Span second = {});

    /// Begins a further part: only places are kept that one of the bitmaps added to it has.
    void begin_part() { question_.begin_part(); }

    /// A bitmap that outlives the matches.
    void any_of(const Bitmap& map) { question_.any_of(map); }

    void any_of(std::shared_ptr<const Bitmap> map);

    /// A part of one bitmap.
    void keep(std::shared_ptr<const Bitmap> map) {
        begin_part();
        any_of(std::move(map));
    }

    /// Excludes the places of a bitmap that outlives the matches.
    void none_of(const Bitmap& map) { question_.none_of(map); }

    void none_of(std::shared_ptr<const Bitmap> map);

    /// How many of the places from `begin` up to `end` match.
    [[nodiscard]] std::size_t count(std::size_t begin, std::size_t end) const;

    [[nodiscard]] std::size_t count() const { return count(0, places_); }

    /// The first matching places from `from` on, or the last ones before it, last first; at most `most`.
    [[nodiscard]] std::vector<std::uint32_t> take(std::size_t from, bool backwards, std::size_t most) const;

    /// All of them.
    [[nodiscard]] Bitmap bitmap() const;

private:
    using Word = Conjunction::Word;

    void take_forwards(Span span, std::size_t most, std::vector<std::uint32_t>& found) const;
    void take_backwards(Span span, std::size_t most, std::vector<std::uint32_t>& found) const;

    SortOrder order_;
    std::size_t places_;
    std::array<Span, 2> spans_;
    Conjunction question_;
    std::vector<std::shared_ptr<const Bitmap>> held_;
};

}  // namespace app
