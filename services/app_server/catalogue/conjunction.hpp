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

    /// What is worked out at once, in words; a multiple of what the widest registers hold.
    static constexpr std::size_t kStretch = 32;

    /// Begins the next part. A part that is left empty has no bit.
    void begin_part();

    /// Adds a bitmap to the part. It must outlive the conjunction and be of one size with the others.
    void any_of(const Bitmap& map);

    [[nodiscard]] std::size_t parts() const { return ends_.size(); }

    /// Writes the words from `begin` up to `end` of the answer to `out`. At least one part is needed.
    void write(Word* out, std::size_t begin, std::size_t end) const;

private:
    std::vector<const Word*> maps_;
    std::vector<std::size_t> ends_;  ///< of each part in maps_
};

}  // namespace app
