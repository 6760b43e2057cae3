#include "app_server/catalogue/conjunction.hpp"

#include "app_server/catalogue/every_processor.hpp"

namespace app {

namespace {

using Word = Conjunction::Word;

constexpr std::size_t kStretch = Conjunction::kStretch;

/// The parts as plain arrays: `maps` are those of all parts, one after the other, `ends` where each part
/// ends.
struct Parts {
    const Word* const* maps;
    const std::size_t* ends;
    std::size_t count;
};

/// Whole stretches from the word `at` on.
LIFTED_EVERY_PROCESSOR
void write_stretches(Word* out, const Parts& parts, std::size_t at, std::size_t stretches) {
    for (; stretches > 0; --stretches, at += kStretch, out += kStretch) {
        std::size_t map = 0;
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
    }
}

Word word_of(const Parts& parts, std::size_t at) {
    Word whole = ~Word{0};
    std::size_t map = 0;
    for (std::size_t part = 0; part < parts.count; ++part) {
        Word any = 0;
        for (; map < parts.ends[part]; ++map) any |= parts.maps[map][at];
        whole &= any;
    }
    return whole;
}

}  // namespace

void Conjunction::begin_part() {
    ends_.push_back(maps_.size());
}

void Conjunction::any_of(const Bitmap& map) {
    maps_.push_back(map.words().data());
    ends_.back() = maps_.size();
}

void Conjunction::write(Word* out, std::size_t begin, std::size_t end) const {
    const Parts parts{maps_.data(), ends_.data(), ends_.size()};
    const std::size_t stretches = (end - begin) / kStretch;
    write_stretches(out, parts, begin, stretches);
    for (std::size_t at = begin + stretches * kStretch; at < end; ++at) out[at - begin] = word_of(parts, at);
}

}  // namespace app
