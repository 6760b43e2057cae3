#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace app {

/// A fixed number of bits, one per row of an index. Operations are loops over words that the compiler
/// vectorises.
class Bitmap {
public:
    /// Words come in stretches of so many, a multiple of what the widest registers hold: loops over them have
    /// no rest.
    static constexpr std::size_t kStretch = 32;

    Bitmap() = default;

    explicit Bitmap(std::size_t bits)
        : bits_(bits), words_((bits + 64 * kStretch - 1) / (64 * kStretch) * kStretch) {}

    [[nodiscard]] std::size_t size() const { return bits_; }

    [[nodiscard]] bool test(std::size_t i) const { return (words_[i / 64] >> (i % 64)) & 1U; }

    void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }

    void reset(std::size_t i) { words_[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }

    /// Clears the bits that another bitmap of the same size has.
    void exclude(const Bitmap& other);

    /// Copies `count` bits that begin at `begin` in `from` to those that begin at `to`, which are 0 so far.
    void copy(std::size_t to, const Bitmap& from, std::size_t begin, std::size_t count);

    [[nodiscard]] std::size_t count() const;

    /// 64 bits each, the first of a word in its lowest bit; those past the end are 0, up to the end of a
    /// stretch.
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
