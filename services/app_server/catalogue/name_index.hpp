#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace app {

/// Substring search over many short texts. Texts are found through the trigrams (three consecutive bytes) they share
/// with the pattern, hashed into buckets, and then compared; what is found is exact.
class NameIndex {
public:
    NameIndex() = default;

    /// The texts, case-folded, must outlive the index.
    explicit NameIndex(std::vector<std::string_view> texts);

    /// Positions of the texts that contain `pattern` (case-folded), ascending. An empty pattern is in all of them.
    [[nodiscard]] std::vector<std::uint32_t> find(std::string_view pattern) const;

private:
    std::vector<std::string_view> texts_;
    std::vector<std::uint32_t> offsets_;   ///< of each bucket in postings_, and one past the last
    std::vector<std::uint32_t> postings_;  ///< positions of texts, ascending within a bucket
};

}  // namespace app
