#include "app_server/catalogue/range_index.hpp"

#include <algorithm>

namespace app {

namespace {

constexpr std::size_t kLeastStep = 256;
constexpr std::size_t kMostCheckpoints = 96;  ///< bounds their memory to three such sequences

}  // namespace

RangeIndex::RangeIndex(std::span<const std::uint32_t> sequence, std::size_t size)
    : step_(std::max(kLeastStep, sequence.size() / kMostCheckpoints)), all_(size) {
    checkpoints_.reserve(sequence.size() / step_ + 1);
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        if (i % step_ == 0) checkpoints_.push_back(all_);
        all_.set(sequence[i]);
    }
}

Bitmap RangeIndex::first(std::span<const std::uint32_t> sequence, std::size_t count) const {
    const std::size_t nearest = (count + step_ / 2) / step_;
    const bool from_all = nearest >= checkpoints_.size();
    const std::size_t known = from_all ? sequence.size() : nearest * step_;
    Bitmap map = from_all ? all_ : checkpoints_[nearest];
    for (std::size_t i = known; i < count; ++i) map.set(sequence[i]);
    for (std::size_t i = count; i < known; ++i) map.reset(sequence[i]);
    return map;
}

Bitmap RangeIndex::between(std::span<const std::uint32_t> sequence, std::size_t begin, std::size_t end)
    const {
    Bitmap map = first(sequence, end);
    if (begin > 0) map.exclude(first(sequence, begin));
    return map;
}

}  // namespace app
