#pragma once

#include "app_server/catalogue/bitmap.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace app {

/// How the places of a list change when a few of its items go and a few come: what was made for the old list
/// is carried over to the new one by copying the stretches between them.
class Renumbering {
public:
    static constexpr std::uint32_t kGone = ~std::uint32_t{0};

    /// Of a list of `size` items. `removed` are the places of those that go, ascending; `inserted` the places
    /// before which the new ones come, ascending, all by the old list.
    Renumbering(
        std::size_t size, std::vector<std::uint32_t> removed, const std::vector<std::uint32_t>& inserted
    );

    [[nodiscard]] std::size_t old_size() const { return old_size_; }

    [[nodiscard]] std::size_t size() const { return size_; }

    [[nodiscard]] const std::vector<std::uint32_t>& removed() const { return removed_; }

    /// The places of the new items in the new list, in the order they were given.
    [[nodiscard]] const std::vector<std::uint32_t>& inserted() const { return inserted_; }

    /// For each old place the new one, or kGone.
    [[nodiscard]] std::vector<std::uint32_t> table() const;

    /// The list with the new items in their places.
    template <class T>
    [[nodiscard]] std::vector<T> apply(const std::vector<T>& old, const std::vector<T>& fresh) const {
        std::vector<T> out(size_);
        for (const auto& kept : stretches_) {
            std::copy_n(
                old.begin() + static_cast<std::ptrdiff_t>(kept.from),
                kept.count,
                out.begin() + static_cast<std::ptrdiff_t>(kept.to)
            );
        }
        for (std::size_t i = 0; i < fresh.size(); ++i) out[inserted_[i]] = fresh[i];
        return out;
    }

    /// The bits of the items that stay, in their new places; those of new items are 0.
    [[nodiscard]] Bitmap apply(const Bitmap& old) const;

private:
    struct Stretch {
        std::size_t from;
        std::size_t to;
        std::size_t count;
    };

    std::size_t old_size_;
    std::size_t size_;
    std::vector<std::uint32_t> removed_;
    std::vector<std::uint32_t> inserted_;
    std::vector<Stretch> stretches_;
};

}  // namespace app
