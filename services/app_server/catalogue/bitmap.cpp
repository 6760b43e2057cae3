#include "app_server/catalogue/bitmap.hpp"

#include "app_server/catalogue/every_processor.hpp"

#include <algorithm>

namespace app {

namespace {

using Word = std::uint64_t;

LIFTED_EVERY_PROCESSOR
void or_words(Word* words, const Word* other, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) words[i] |= other[i];
}

LIFTED_EVERY_PROCESSOR
void and_words(Word* words, const Word* other, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) words[i] &= other[i];
}

LIFTED_EVERY_PROCESSOR
void and_not_words(Word* words, const Word* other, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) words[i] &= ~other[i];
}

LIFTED_EVERY_PROCESSOR
std::size_t count_words(const Word* words, std::size_t size) {
    std::size_t total = 0;
    for (std::size_t i = 0; i < size; ++i) total += static_cast<std::size_t>(std::popcount(words[i]));
    return total;
}

LIFTED_EVERY_PROCESSOR
std::size_t count_common_words(const Word* words, const Word* other, std::size_t size) {
    std::size_t total = 0;
    for (std::size_t i = 0; i < size; ++i)
        total += static_cast<std::size_t>(std::popcount(words[i] & other[i]));
    return total;
}

}  // namespace

Bitmap Bitmap::full(std::size_t bits) {
    Bitmap map(bits);
    for (auto& word : map.words_) word = ~std::uint64_t{0};
    if (bits % 64 != 0) map.words_.back() >>= 64 - bits % 64;
    return map;
}

Bitmap& Bitmap::operator|=(const Bitmap& other) {
    or_words(words_.data(), other.words_.data(), words_.size());
    return *this;
}

Bitmap& Bitmap::operator&=(const Bitmap& other) {
    and_words(words_.data(), other.words_.data(), words_.size());
    return *this;
}

Bitmap& Bitmap::and_not(const Bitmap& other) {
    and_not_words(words_.data(), other.words_.data(), words_.size());
    return *this;
}

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

void Bitmap::clear(std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    const std::size_t first = begin / 64;
    const std::size_t last = (end - 1) / 64;
    const std::uint64_t below = (std::uint64_t{1} << (begin % 64)) - 1;
    const std::uint64_t above = end % 64 == 0 ? 0 : ~std::uint64_t{0} << (end % 64);
    if (first == last) {
        words_[first] &= below | above;
        return;
    }
    words_[first] &= below;
    for (std::size_t w = first + 1; w < last; ++w) words_[w] = 0;
    words_[last] &= above;
}

std::size_t Bitmap::count() const {
    return count_words(words_.data(), words_.size());
}

std::size_t Bitmap::count_common(const Bitmap& other) const {
    return count_common_words(words_.data(), other.words_.data(), words_.size());
}

std::size_t Bitmap::next(std::size_t from) const {
    if (from >= bits_) return bits_;
    std::size_t w = from / 64;
    std::uint64_t word = words_[w] & (~std::uint64_t{0} << (from % 64));
    while (word == 0) {
        if (++w == words_.size()) return bits_;
        word = words_[w];
    }
    return w * 64 + static_cast<std::size_t>(std::countr_zero(word));
}

std::size_t Bitmap::previous_end(std::size_t before) const {
    if (before == 0) return 0;
    std::size_t w = (before - 1) / 64;
    const std::size_t kept = before - w * 64;  // 1..64 bits of the last word
    std::uint64_t word = words_[w];
    if (kept < 64) word &= (std::uint64_t{1} << kept) - 1;
    while (word == 0) {
        if (w == 0) return 0;
        word = words_[--w];
    }
    return w * 64 + 64 - static_cast<std::size_t>(std::countl_zero(word));
}

}  // namespace app
