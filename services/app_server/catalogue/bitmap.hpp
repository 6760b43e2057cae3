#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace app {

/// A fixed number of bits, one per row of an index. Operations are whole-word loops that the compiler
/// vectorises.
class Bitmap {
public:
    Bitmap() = default;

    explicit Bitmap(std::size_t bits) : bits_(bits), words_((bits + 63) / 64) {}

    /// All bits set.
    static Bitmap full(std::size_t bits);

    [[nodiscard]] std::size_t size() const { return bits_; }

    [[nodiscard]] bool test(std::size_t i) const { return (words_[i / 64] >> (i % 64)) & 1U; }

    void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }

    void reset(std::size_t i) { words_[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }

    Bitmap& operator|=(const Bitmap& other);
    Bitmap& operator&=(const Bitmap& other);
    Bitmap& and_not(const Bitmap& other);

    /// Clears the bits from `begin` up to `end`.
    void clear(std::size_t begin, std::size_t end);

    /// Copies `count` bits that begin at `begin` in `from` to those that begin at `to`, which are 0 so far.
    void copy(std::size_t to, const Bitmap& from, std::size_t begin, std::size_t count);

    [[nodiscard]] std::size_t count() const;

    /// How many bits both have.
    [[nodiscard]] std::size_t count_common(const Bitmap& other) const;

    /// The first set bit at or after `from`; `size()` when there is none.
    [[nodiscard]] std::size_t next(std::size_t from) const;

    /// One past the last set bit before `before`; 0 when there is none.
    [[nodiscard]] std::size_t previous_end(std::size_t before) const;

    /// 64 bits each, the first of a word in its lowest bit; those past the end are 0.
    [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }

    [[nodiscard]] std::span<std::uint64_t> words() { return words_; }

    template <class F>
    void for_each(F&& f) const {
        for (std::size_t w = 0; w < words_.size(); ++w) {
            for (std::uint64_t word = words_[w]; word != 0; word &= word - 1) {
                f(w * 64 + static_cast<std::size_t>(std::countr_zero(word)));
            }
        }
    }

private:
    std::size_t bits_ = 0;
    std::vector<std::uint64_t> words_;
};

}  // namespace app
