#include "app_server/catalogue/range_index.hpp"

#include <algorithm>
#include <limits>

namespace app {

namespace {

constexpr std::size_t kLeastStep = 256;
constexpr std::size_t kMostCheckpoints = 128;  ///< bounds their memory to that of two lists of as many rows

}  // namespace

RangeIndex::RangeIndex(std::size_t rows, std::vector<Pair> pairs) : rows_(rows), sorted_(std::move(pairs)) {
    std::sort(sorted_.begin(), sorted_.end());
    make_checkpoints();
}

RangeIndex::RangeIndex(const RangeIndex& last, const Renumbering& rows, std::vector<Pair> pairs)
    : rows_(rows.size()) {
    const auto places = rows.table();
    std::vector<Pair> kept;
    kept.reserve(last.sorted_.size());
    for (const auto& [value, row] : last.sorted_) {
        if (places[row] != Renumbering::kGone) kept.emplace_back(value, places[row]);
    }
    std::sort(pairs.begin(), pairs.end());
    sorted_.reserve(kept.size() + pairs.size());
    std::merge(kept.begin(), kept.end(), pairs.begin(), pairs.end(), std::back_inserter(sorted_));
    make_checkpoints();
}

void RangeIndex::make_checkpoints() {
    step_ = std::max(kLeastStep, sorted_.size() / kMostCheckpoints);
    Bitmap map(rows_);
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
        if (i % step_ == 0) checkpoints_.push_back(map);
        map.set(sorted_[i].second);
    }
}

std::size_t RangeIndex::below(std::int64_t value) const {
    const auto at = std::lower_bound(
        sorted_.begin(), sorted_.end(), value, [](const Pair& pair, std::int64_t v) { return pair.first < v; }
    );
    return static_cast<std::size_t>(at - sorted_.begin());
}

Bitmap RangeIndex::first(std::size_t count) const {
    if (count == 0) return Bitmap(rows_);
    const std::size_t checkpoint = std::min((count + step_ / 2) / step_, checkpoints_.size() - 1);
    Bitmap map = checkpoints_[checkpoint];
    for (std::size_t i = checkpoint * step_; i < count; ++i) map.set(sorted_[i].second);
    for (std::size_t i = count; i < checkpoint * step_; ++i) map.reset(sorted_[i].second);
    return map;
}

Bitmap RangeIndex::between(std::int64_t low, std::int64_t high) const {
    const std::size_t begin = below(low);
    const std::size_t end = std::max(begin, below(high));
    if (end - begin <= step_) {
        Bitmap map(rows_);
        for (std::size_t i = begin; i < end; ++i) map.set(sorted_[i].second);
        return map;
    }
    Bitmap map = first(end);
    if (begin != 0) map.and_not(first(begin));
    return map;
}

}  // namespace app
