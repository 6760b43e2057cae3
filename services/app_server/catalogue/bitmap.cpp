#include "app_server/catalogue/bitmap.hpp"

namespace app {

Bitmap Bitmap::full(std::size_t bits) {
    Bitmap map(bits);
    for (auto& word : map.words_) word = ~std::uint64_t{0};
    if (bits % 64 != 0) map.words_.back() >>= 64 - bits % 64;
    return map;
}

Bitmap& Bitmap::operator|=(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
}

Bitmap& Bitmap::operator&=(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
}

Bitmap& Bitmap::and_not(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    return *this;
}

std::size_t Bitmap::count() const {
    std::size_t total = 0;
    for (const auto word : words_) total += static_cast<std::size_t>(std::popcount(word));
    return total;
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
