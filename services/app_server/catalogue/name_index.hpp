#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// Substring search over many short texts, which stand one after the other in one string. Every place where
/// three bytes begin is noted in a bucket of their hash; the pattern is compared at the places of its rarest
/// three, so what is found is exact.
class NameIndex {
public:
    NameIndex() = default;

    /// Of texts that are case-folded.
    explicit NameIndex(const std::vector<std::string_view>& texts);

    /// Positions of the texts that contain `pattern` (case-folded), ascending. An empty pattern is in all of
    /// them.
    [[nodiscard]] std::vector<std::uint32_t> find(std::string_view pattern) const;

private:
    [[nodiscard]] std::string_view text(std::uint32_t number) const;
    [[nodiscard]] std::uint32_t text_at(std::uint32_t place) const;

    std::string all_;
    std::vector<std::uint32_t> starts_;    ///< of each text in all_, and the end
    std::vector<std::uint32_t> blocks_;    ///< the text at the beginning of each block of all_
    std::vector<std::uint32_t> offsets_;   ///< of each bucket in postings_, and one past the last
    std::vector<std::uint32_t> postings_;  ///< places in all_, ascending within a bucket
};

}  // namespace app
