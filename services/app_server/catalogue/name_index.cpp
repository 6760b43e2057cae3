#include "app_server/catalogue/name_index.hpp"

#include <algorithm>
#include <numeric>

namespace app {

namespace {

constexpr std::size_t kBuckets = 1 << 16;
constexpr std::size_t kBlock = 32;

/// Of the three bytes that begin at a place in a text.
std::uint32_t bucket_of(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]));
    };
    const std::uint32_t trigram = byte(0) | byte(1) << 8 | byte(2) << 16;
    return (trigram * 2654435761U) >> 16;
}

/// Calls `f` with the bucket of each three bytes of a text and where they begin.
template <class F>
void for_each_bucket(std::string_view text, F f) {
    for (std::size_t i = 0; i + 3 <= text.size(); ++i) f(bucket_of(text, i), static_cast<std::uint32_t>(i));
}

}  // namespace

NameIndex::NameIndex(const std::vector<std::string_view>& texts) : offsets_(kBuckets + 1) {
    std::size_t bytes = 0;
    for (const auto one : texts) bytes += one.size();
    all_.reserve(bytes);
    starts_.reserve(texts.size() + 1);
    starts_.push_back(0);
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        all_ += texts[i];
        starts_.push_back(static_cast<std::uint32_t>(all_.size()));
        while (blocks_.size() * kBlock < all_.size()) blocks_.push_back(i);
        for_each_bucket(texts[i], [&](std::uint32_t bucket, std::uint32_t) { ++offsets_[bucket + 1]; });
    }
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    postings_.resize(offsets_.back());
    std::vector<std::uint32_t> at(offsets_.begin(), offsets_.end() - 1);
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        for_each_bucket(texts[i], [&](std::uint32_t bucket, std::uint32_t from) {
            postings_[at[bucket]++] = starts_[i] + from;
        });
    }
}

std::string_view NameIndex::text(std::uint32_t number) const {
    return std::string_view(all_).substr(starts_[number], starts_[number + 1] - starts_[number]);
}

std::uint32_t NameIndex::text_at(std::uint32_t place) const {
    std::uint32_t number = blocks_[place / kBlock];
    while (starts_[number + 1] <= place) ++number;
    return number;
}

std::vector<std::uint32_t> NameIndex::find(std::string_view pattern) const {
    std::vector<std::uint32_t> found;
    if (offsets_.empty()) return found;
    if (pattern.size() < 3) {
        for (std::uint32_t i = 0; i + 1 < starts_.size(); ++i) {
            if (text(i).find(pattern) != std::string_view::npos) found.push_back(i);
        }
        return found;
    }
    const auto size = [&](std::uint32_t bucket) { return offsets_[bucket + 1] - offsets_[bucket]; };
    std::uint32_t rarest = bucket_of(pattern, 0);
    std::uint32_t within = 0;
    for_each_bucket(pattern, [&](std::uint32_t bucket, std::uint32_t from) {
        if (size(bucket) >= size(rarest)) return;
        rarest = bucket;
        within = from;
    });
    for (std::uint32_t i = offsets_[rarest]; i < offsets_[rarest + 1]; ++i) {
        if (postings_[i] < within) continue;
        const std::uint32_t begin = postings_[i] - within;
        if (std::string_view(all_).substr(begin, pattern.size()) != pattern) continue;
        // What was compared may reach over from one text into the next.
        const auto number = text_at(begin);
        if (begin + pattern.size() > starts_[number + 1]) continue;
        if (found.empty() || found.back() != number) found.push_back(number);
    }
    return found;
}

}  // namespace app
