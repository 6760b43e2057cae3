#include "app_server/catalogue/name_index.hpp"

#include <algorithm>
#include <numeric>

namespace app {

namespace {

constexpr std::size_t kBuckets = 1 << 16;

std::uint32_t bucket_of(const char* at) {
    const auto byte = [at](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(at[i])); };
    const std::uint32_t trigram = byte(0) | byte(1) << 8 | byte(2) << 16;
    return (trigram * 2654435761U) >> 16;
}

/// Calls `f` with each bucket of a text once.
template <class F>
void for_each_bucket(std::string_view text, std::vector<std::uint32_t>& scratch, F f) {
    scratch.clear();
    for (std::size_t i = 0; i + 3 <= text.size(); ++i) scratch.push_back(bucket_of(text.data() + i));
    std::sort(scratch.begin(), scratch.end());
    scratch.erase(std::unique(scratch.begin(), scratch.end()), scratch.end());
    for (const auto bucket : scratch) f(bucket);
}

}  // namespace

NameIndex::NameIndex(std::vector<std::string_view> texts) : texts_(std::move(texts)), offsets_(kBuckets + 1) {
    std::vector<std::uint32_t> scratch;
    for (const auto text : texts_) {
        for_each_bucket(text, scratch, [&](std::uint32_t bucket) { ++offsets_[bucket + 1]; });
    }
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    postings_.resize(offsets_.back());
    std::vector<std::uint32_t> at(offsets_.begin(), offsets_.end() - 1);
    for (std::uint32_t i = 0; i < texts_.size(); ++i) {
        for_each_bucket(texts_[i], scratch, [&](std::uint32_t bucket) { postings_[at[bucket]++] = i; });
    }
}

std::vector<std::uint32_t> NameIndex::find(std::string_view pattern) const {
    std::vector<std::uint32_t> found;
    const auto keep_if_contained = [&](std::uint32_t i) {
        if (texts_[i].find(pattern) != std::string_view::npos) found.push_back(i);
    };
    if (texts_.empty()) return found;
    if (pattern.size() < 3) {
        for (std::uint32_t i = 0; i < texts_.size(); ++i) keep_if_contained(i);
        return found;
    }
    std::uint32_t rarest = bucket_of(pattern.data());
    const auto size = [&](std::uint32_t bucket) { return offsets_[bucket + 1] - offsets_[bucket]; };
    for (std::size_t i = 1; i + 3 <= pattern.size(); ++i) {
        const auto bucket = bucket_of(pattern.data() + i);
        if (size(bucket) < size(rarest)) rarest = bucket;
    }
    for (std::uint32_t i = offsets_[rarest]; i < offsets_[rarest + 1]; ++i) keep_if_contained(postings_[i]);
    return found;
}

}  // namespace app
