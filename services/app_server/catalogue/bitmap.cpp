#include "app_server/catalogue/bitmap.hpp"

#include "app_server/catalogue/every_processor.hpp"

#include <algorithm>

namespace app {

namespace {

using Word = std::uint64_t;

LIFTED_EVERY_PROCESSOR
std::size_t count_words(const Word* words, std::size_t size) {
    std::size_t total = 0;
    for (std::size_t i = 0; i < size; ++i) total += static_cast<std::size_t>(std::popcount(words[i]));
    return total;
}

}  // namespace

void Bitmap::copy(std::size_t to, const Bitmap& from, std::size_t begin, std::size_t count) {
    const auto bits_at = [&](std::size_t at) {  // the 64 from `at` on, as far as there are any
        const std::size_t w = at / 64;
        const std::size_t shift = at % 64;
        std::uint64_t bits = from.words_[w] >> shift;
        if (shift != 0 && w + 1 < from.words_.size()) bits |= from.words_[w + 1] << (64 - shift);
        return bits;
    };
    const std::size_t head = std::min(count, (64 - to % 64) % 64);
    if (head > 0) {
        words_[to / 64] |= (bits_at(begin) & ((std::uint64_t{1} << head) - 1)) << (to % 64);
        to += head;
        begin += head;
        count -= head;
    }
    const std::size_t whole = count / 64;
    const std::size_t shift = begin % 64;
    const std::uint64_t* const source = from.words_.data() + begin / 64;
    std::uint64_t* const target = words_.data() + to / 64;
    if (shift == 0) {
        std::copy_n(source, whole, target);
    } else {
        for (std::size_t w = 0; w < whole; ++w)
            target[w] = source[w] >> shift | source[w + 1] << (64 - shift);
    }
    const std::size_t tail = count % 64;
    if (tail > 0) target[whole] |= bits_at(begin + whole * 64) & ((std::uint64_t{1} << tail) - 1);
}

void Bitmap::exclude(const Bitmap& other) {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] &= ~other.words_[w];
}

std::size_t Bitmap::count() const {
    return count_words(words_.data(), words_.size());
}

}  // namespace app
