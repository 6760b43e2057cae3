#include "app_server/catalogue/conjunction.hpp"

#include "app_server/catalogue/every_processor.hpp"

#include <algorithm>
#include <bit>

namespace app {

namespace {

using Word = Conjunction::Word;

constexpr std::size_t kStretch = Conjunction::kStretch;

/// The question as plain arrays: `maps` are those of all parts, one after the other, `ends` where each part
/// ends.
struct Parts {
    const Word* const* maps;
    const std::size_t* ends;
    std::size_t count;
    const Word* const* excluded;
    std::size_t excluded_count;
};

/// The stretch of words that begins at `at`.
[[gnu::always_inline]] inline void write_stretch(Word* out, const Parts& parts, std::size_t at) {
    std::size_t map = 0;
    if (parts.count == 0) {
        for (std::size_t w = 0; w < kStretch; ++w) out[w] = ~Word{0};
    }
    for (std::size_t part = 0; part < parts.count; ++part) {
        const std::size_t end = parts.ends[part];
        Word any[kStretch] = {};
        for (; map < end; ++map) {
            const Word* words = parts.maps[map] + at;
            for (std::size_t w = 0; w < kStretch; ++w) any[w] |= words[w];
        }
        if (part == 0) {
            for (std::size_t w = 0; w < kStretch; ++w) out[w] = any[w];
        } else {
            for (std::size_t w = 0; w < kStretch; ++w) out[w] &= any[w];
        }
    }
    for (std::size_t i = 0; i < parts.excluded_count; ++i) {
        const Word* words = parts.excluded[i] + at;
        for (std::size_t w = 0; w < kStretch; ++w) out[w] &= ~words[w];
    }
}

constexpr std::size_t kBits = 64 * kStretch;

/// Clears the bits of the stretch `number` that are not from `begin` up to `end`.
void keep_between(Word* words, std::size_t number, std::size_t begin, std::size_t end) {
    const std::size_t from = begin > number * kBits ? begin - number * kBits : 0;
    const std::size_t to = std::min(end - std::min(end, number * kBits), kBits);
    for (std::size_t w = 0; w < kStretch; ++w) {
        if (w * 64 + 64 <= from || w * 64 >= to) {
            words[w] = 0;
            continue;
        }
        if (w * 64 < from) words[w] &= ~Word{0} << (from - w * 64);
        if (w * 64 + 64 > to) words[w] &= ~Word{0} >> (w * 64 + 64 - to);
    }
}

LIFTED_EVERY_PROCESSOR
void write_one(Word* out, const Parts& parts, std::size_t number) {
    write_stretch(out, parts, number * kStretch);
}

LIFTED_EVERY_PROCESSOR
std::size_t count_stretches(const Parts& parts, std::size_t number, std::size_t last) {
    std::size_t total = 0;
    for (; number < last; ++number) {
        Word words[kStretch];
        write_stretch(words, parts, number * kStretch);
        for (const Word word : words) total += static_cast<std::size_t>(std::popcount(word));
    }
    return total;
}

}  // namespace

void Conjunction::begin_part() {
    ends_.push_back(maps_.size());
}

void Conjunction::any_of(const Bitmap& map) {
    maps_.push_back(map.words().data());
    ends_.back() = maps_.size();
}

void Conjunction::none_of(const Bitmap& map) {
    excluded_.push_back(map.words().data());
}

void Conjunction::write(Word* out, std::size_t number, std::size_t begin, std::size_t end) const {
    const Parts parts{maps_.data(), ends_.data(), ends_.size(), excluded_.data(), excluded_.size()};
    write_one(out, parts, number);
    if (begin > number * kBits || end < (number + 1) * kBits) keep_between(out, number, begin, end);
}

std::size_t Conjunction::count(std::size_t begin, std::size_t end) const {
    if (begin >= end) return 0;
    const Parts parts{maps_.data(), ends_.data(), ends_.size(), excluded_.data(), excluded_.size()};
    std::size_t total = 0;
    const auto count_part = [&](std::size_t number) {
        Word words[kStretch];
        write(words, number, begin, end);
        for (const Word word : words) total += static_cast<std::size_t>(std::popcount(word));
    };
    const std::size_t first = begin / kBits;
    const std::size_t last = (end - 1) / kBits;
    count_part(first);
    if (first == last) return total;
    total += count_stretches(parts, first + 1, last);
    count_part(last);
    return total;
}

}  // namespace app
