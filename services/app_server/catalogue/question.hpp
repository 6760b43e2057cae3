#pragma once

#include "app_server/catalogue/conjunction.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

namespace app {

/// Numbers from `begin` up to `end`.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const { return end - begin; }

    [[nodiscard]] bool has(std::size_t number) const { return number - begin < end - begin; }

    friend bool operator==(const Span&, const Span&) = default;
};

/// Which of the numbers from 0 up to a size are asked for: a question to bitmaps, worked out only as far as
/// it is looked at, and never written down as a whole.
class Question {
public:
    /// All numbers.
    explicit Question(std::size_t size) : size_(size), spans_{{{0, size}}} {}

    [[nodiscard]] std::size_t size() const { return size_; }

    /// True when nothing is excluded.
    [[nodiscard]] bool all() const;

    /// Keeps only numbers of the spans, which are ascending and apart.
    void within(Span first, Span second = {});

    /// Begins a further part: only numbers are kept that one of the bitmaps added to it has.
    void begin_part() { asked_.begin_part(); }

    /// A bitmap that outlives the question.
    void any_of(const Bitmap& map) { asked_.any_of(map); }

    void any_of(std::shared_ptr<const Bitmap> map);

    /// A part of one bitmap.
    void keep(std::shared_ptr<const Bitmap> map) {
        begin_part();
        any_of(std::move(map));
    }

    /// From the first number that may match to the last.
    [[nodiscard]] Span extent() const;

    /// How many of the numbers from `begin` up to `end` match.
    [[nodiscard]] std::size_t count(std::size_t begin, std::size_t end) const;

    [[nodiscard]] std::size_t count() const { return count(0, size_); }

    /// Calls `take` with the matching numbers from `from` on, or with those before it, last first, for as
    /// long as it returns true.
    template <class Take>
    void walk(std::size_t from, bool backwards, Take take) const {
        for (std::size_t i = 0; i < spans_.size(); ++i) {
            const Span& one = spans_[backwards ? spans_.size() - 1 - i : i];
            const Span span = common(one, backwards ? Span{0, from} : Span{from, size_});
            if (span.begin >= span.end) continue;
            if (!(backwards ? walk_backwards(span, take) : walk_forwards(span, take))) return;
        }
    }

    /// The first matching numbers from `from` on, or the last ones before it, last first; at most `most`.
    [[nodiscard]] std::vector<std::uint32_t> take(std::size_t from, bool backwards, std::size_t most) const;

private:
    using Word = Conjunction::Word;

    static constexpr std::size_t kStretch = Conjunction::kStretch;
    static constexpr std::size_t kBits = 64 * kStretch;

    static Span common(Span a, Span b);

    template <class Take>
    bool walk_forwards(Span span, Take& take) const {
        Word words[kStretch];
        const std::size_t last = (span.end - 1) / kBits;
        for (std::size_t number = span.begin / kBits; number <= last; ++number) {
            asked_.write(words, number, span.begin, span.end);
            for (std::size_t w = 0; w < kStretch; ++w) {
                for (Word bits = words[w]; bits != 0; bits &= bits - 1) {
                    const auto bit = static_cast<std::size_t>(std::countr_zero(bits));
                    if (!take(static_cast<std::uint32_t>(number * kBits + w * 64 + bit))) return false;
                }
            }
        }
        return true;
    }

    template <class Take>
    bool walk_backwards(Span span, Take& take) const {
        Word words[kStretch];
        const std::size_t first = span.begin / kBits;
        for (std::size_t number = (span.end - 1) / kBits + 1; number-- > first;) {
            asked_.write(words, number, span.begin, span.end);
            for (std::size_t w = kStretch; w-- > 0;) {
                for (Word bits = words[w]; bits != 0;) {
                    const auto bit = static_cast<std::size_t>(63 - std::countl_zero(bits));
                    if (!take(static_cast<std::uint32_t>(number * kBits + w * 64 + bit))) return false;
                    bits &= ~(Word{1} << bit);
                }
            }
        }
        return true;
    }

    std::size_t size_;
    std::array<Span, 2> spans_;
    Conjunction asked_;
    std::vector<std::shared_ptr<const Bitmap>> held_;
};

}  // namespace app
