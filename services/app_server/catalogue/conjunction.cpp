#include "app_server/catalogue/conjunction.hpp"

#include "app_server/catalogue/every_processor.hpp"

#include <algorithm>
#include <bit>

namespace app {

namespace {

using Word = Conjunction::Word;

constexpr std::size_t kStretch = Conjunction::kStretch;
constexpr std::size_t kBits = 64 * kStretch;

/// The question as plain arrays: `maps` are those of all parts, one after the other, `ends` where each part
/// ends.
struct Parts {
    const Word* const* maps;
    const std::size_t* ends;
    std::size_t count;
};

/// The stretch `number`.
[[gnu::always_inline]] inline void write_stretch(Word* out, const Parts& parts, std::size_t number) {
    std::size_t map = 0;
    if (parts.count == 0) {
        for (std::size_t w = 0; w < kStretch; ++w) out[w] = ~Word{0};
    }
    for (std::size_t part = 0; part < parts.count; ++part) {
        const std::size_t end = parts.ends[part];
        Word any[kStretch] = {};
        for (; map < end; ++map) {
            const Word* words = parts.maps[map] + number * kStretch;
            for (std::size_t w = 0; w < kStretch; ++w) any[w] |= words[w];
        }
        if (part == 0) {
            for (std::size_t w = 0; w < kStretch; ++w) out[w] = any[w];
        } else {
            for (std::size_t w = 0; w < kStretch; ++w) out[w] &= any[w];
        }
    }
}

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
    write_stretch(out, parts, number);
}

LIFTED_EVERY_PROCESSOR
std::size_t count_stretches(const Parts& parts, std::size_t number, std::size_t last) {
    std::size_t total = 0;
    for (; number < last; ++number) {
        Word words[kStretch];
        write_stretch(words, parts, number);
        for (const Word word : words) total += static_cast<std::size_t>(std::popcount(word));
    }
    return total;
}

/// Of one stretch, the bits from `begin` up to `end`.
LIFTED_EVERY_PROCESSOR
std::size_t count_between(const Parts& parts, std::size_t number, std::size_t begin, std::size_t end) {
    Word words[kStretch];
    write_stretch(words, parts, number);
    keep_between(words, number, begin, end);
    std::size_t total = 0;
    for (const Word word : words) total += static_cast<std::size_t>(std::popcount(word));
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

void Conjunction::write(Word* out, std::size_t number, std::size_t begin, std::size_t end) const {
    const Parts parts{maps_.data(), ends_.data(), ends_.size()};
    write_one(out, parts, number);
    if (begin > number * kBits || end < (number + 1) * kBits) keep_between(out, number, begin, end);
}

std::size_t Conjunction::count(std::size_t begin, std::size_t end) const {
    if (begin >= end) return 0;
    const Parts parts{maps_.data(), ends_.data(), ends_.size()};
    const std::size_t first = (begin + kBits - 1) / kBits;  // of the whole stretches
    const std::size_t last = end / kBits;
    if (first > last) return count_between(parts, last, begin, end);
    std::size_t total = count_stretches(parts, first, last);
    if (begin % kBits != 0) total += count_between(parts, first - 1, begin, end);
    if (end % kBits != 0) total += count_between(parts, last, begin, end);
    return total;
}

}  // namespace app
