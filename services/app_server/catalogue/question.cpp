#include "app_server/catalogue/question.hpp"

#include <algorithm>

namespace app {

Span Question::common(Span a, Span b) {
    return {std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

bool Question::all() const {
    return asked_.empty() && spans_[0] == Span{0, size_};
}

void Question::within(Span first, Span second) {
    spans_ = {first, second};
    if (first.end == second.begin) spans_ = {Span{first.begin, second.end}, Span{}};
}

void Question::any_of(std::shared_ptr<const Bitmap> map) {
    asked_.any_of(*map);
    held_.push_back(std::move(map));
}

Span Question::extent() const {
    const auto& [first, second] = spans_;
    if (first.size() == 0) return second;
    return {first.begin, second.size() == 0 ? first.end : second.end};
}

std::size_t Question::count(std::size_t begin, std::size_t end) const {
    std::size_t total = 0;
    for (const auto& one : spans_) {
        const Span span = common(one, {begin, end});
        if (span.begin >= span.end) continue;
        total += asked_.empty() ? span.size() : asked_.count(span.begin, span.end);
    }
    return total;
}

std::vector<std::uint32_t> Question::take(std::size_t from, bool backwards, std::size_t most) const {
    std::vector<std::uint32_t> found;
    if (most == 0) return found;
    found.reserve(std::min(most, size_));
    walk(from, backwards, [&](std::uint32_t number) {
        found.push_back(number);
        return found.size() < most;
    });
    return found;
}

}  // namespace app
