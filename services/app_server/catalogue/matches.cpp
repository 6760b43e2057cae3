#include "app_server/catalogue/matches.hpp"

#include <algorithm>
#include <bit>

namespace app {

namespace {

constexpr std::size_t kStretch = Conjunction::kStretch;
constexpr std::size_t kBits = 64 * kStretch;

Span common(Span a, Span b) {
    return {std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

}  // namespace

bool Matches::all() const {
    return question_.empty() && spans_[0].begin == 0 && spans_[0].end == places_;
}

void Matches::within(Span first, Span second) {
    spans_ = {first, second};
    if (first.end == second.begin) spans_ = {Span{first.begin, second.end}, Span{}};
}

void Matches::any_of(std::shared_ptr<const Bitmap> map) {
    question_.any_of(*map);
    held_.push_back(std::move(map));
}

void Matches::none_of(std::shared_ptr<const Bitmap> map) {
    question_.none_of(*map);
    held_.push_back(std::move(map));
}

std::size_t Matches::count(std::size_t begin, std::size_t end) const {
    std::size_t total = 0;
    for (const auto& one : spans_) {
        const Span span = common(one, {begin, end});
        if (span.begin >= span.end) continue;
        total += question_.empty() ? span.end - span.begin : question_.count(span.begin, span.end);
    }
    return total;
}

void Matches::take_forwards(Span span, std::size_t most, std::vector<std::uint32_t>& found) const {
    Word words[kStretch];
    const std::size_t last = (span.end - 1) / kBits;
    for (std::size_t number = span.begin / kBits; number <= last; ++number) {
        question_.write(words, number, span.begin, span.end);
        for (std::size_t w = 0; w < kStretch; ++w) {
            for (Word bits = words[w]; bits != 0; bits &= bits - 1) {
                if (found.size() == most) return;
                const auto bit = static_cast<std::size_t>(std::countr_zero(bits));
                found.push_back(static_cast<std::uint32_t>(number * kBits + w * 64 + bit));
            }
        }
    }
}

void Matches::take_backwards(Span span, std::size_t most, std::vector<std::uint32_t>& found) const {
    Word words[kStretch];
    const std::size_t first = span.begin / kBits;
    for (std::size_t number = (span.end - 1) / kBits + 1; number-- > first;) {
        question_.write(words, number, span.begin, span.end);
        for (std::size_t w = kStretch; w-- > 0;) {
            for (Word bits = words[w]; bits != 0;) {
                if (found.size() == most) return;
                const auto bit = static_cast<std::size_t>(63 - std::countl_zero(bits));
                found.push_back(static_cast<std::uint32_t>(number * kBits + w * 64 + bit));
                bits &= ~(Word{1} << bit);
            }
        }
    }
}

std::vector<std::uint32_t> Matches::take(std::size_t from, bool backwards, std::size_t most) const {
    std::vector<std::uint32_t> found;
    found.reserve(std::min(most, places_));
    for (std::size_t i = 0; i < spans_.size(); ++i) {
        const Span asked = backwards ? Span{0, from} : Span{from, places_};
        const Span span = common(spans_[backwards ? spans_.size() - 1 - i : i], asked);
        if (span.begin >= span.end || found.size() == most) continue;
        if (backwards) {
            take_backwards(span, most, found);
        } else {
            take_forwards(span, most, found);
        }
    }
    return found;
}

Bitmap Matches::bitmap() const {
    Bitmap map(places_);
    for (const auto place : take(0, false, places_)) map.set(place);
    return map;
}

}  // namespace app
