#pragma once

#include "app_server/catalogue/bitmap.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace app {

/// A question in parts: a bit is in it that at least one bitmap of every part has. Asked of all bitmaps in
/// one pass, a stretch of words at a time, so that nothing between them is written to memory.
class Conjunction {
public:
    using Word = std::uint64_t;

    /// What is worked out at once, in words.
    static constexpr std::size_t kStretch = Bitmap::kStretch;

    /// Begins the next part. A part that is left empty has no bit.
    void begin_part();

    /// Adds a bitmap to the part. Its words must outlive the conjunction; all bitmaps are of one size.
    void any_of(const Bitmap& map);

    /// True when nothing is asked: every bit is in it.
    [[nodiscard]] bool empty() const { return ends_.empty(); }

    /// Writes the words of the answer's stretch `number` to `out`: those bits from `begin` up to `end`.
    void write(Word* out, std::size_t number, std::size_t begin, std::size_t end) const;

    /// How many bits from `begin` up to `end` are in it.
    [[nodiscard]] std::size_t count(std::size_t begin, std::size_t end) const;

private:
    std::vector<const Word*> maps_;
    std::vector<std::size_t> ends_;  ///< of each part in maps_
};

}  // namespace app
