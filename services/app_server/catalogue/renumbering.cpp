#include "app_server/catalogue/renumbering.hpp"

#include <algorithm>

namespace app {

Renumbering::Renumbering(
    std::size_t size, std::vector<std::uint32_t> removed, const std::vector<std::uint32_t>& inserted
)
    : old_size_(size), size_(size - removed.size() + inserted.size()), removed_(std::move(removed)) {
    std::size_t from = 0;
    std::size_t to = 0;
    const auto keep_until = [&](std::size_t end) {
        if (end == from) return;
        stretches_.push_back({from, to, end - from});
        to += end - from;
        from = end;
    };
    auto gone = removed_.begin();
    auto come = inserted.begin();
    while (gone != removed_.end() || come != inserted.end()) {
        if (come != inserted.end() && (gone == removed_.end() || *come <= *gone)) {
            keep_until(*come++);
            inserted_.push_back(static_cast<std::uint32_t>(to++));
        } else {
            keep_until(*gone++);
            ++from;
        }
    }
    keep_until(old_size_);
}

std::vector<std::uint32_t> Renumbering::table() const {
    std::vector<std::uint32_t> places(old_size_, kGone);
    for (const auto& kept : stretches_) {
        for (std::size_t i = 0; i < kept.count; ++i)
            places[kept.from + i] = static_cast<std::uint32_t>(kept.to + i);
    }
    return places;
}

Bitmap Renumbering::apply(const Bitmap& old) const {
    Bitmap out(size_);
    for (const auto& kept : stretches_) out.copy(kept.to, old, kept.from, kept.count);
    return out;
}

}  // namespace app
