#pragma once

#include "app_server/catalogue/matches.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace app {

/// The rows found for what was searched for last, a name or a range of days: who searches goes on to the next
/// page or a further filter of the same search.
class RecentMatches {
public:
    /// The rows kept for `name`, never empty, or those `search` finds. Safe to call from any thread.
    template <class Search>
    [[nodiscard]] std::shared_ptr<const RowSet> of(std::string_view name, Search search) {
        const std::size_t hash = std::hash<std::string_view>()(name);
        {
            const std::lock_guard lock(mutex_);
            for (auto& slot : slots_) {
                if (slot.hash != hash || slot.name != name) continue;
                slot.used = ++clock_;
                return slot.rows;
            }
        }
        Slot made{hash, 0, std::string(name), std::make_shared<const RowSet>(search())};
        auto rows = made.rows;
        const std::lock_guard lock(mutex_);
        made.used = ++clock_;
        std::swap(*std::min_element(slots_.begin(), slots_.end(), older), made);
        return rows;
    }

private:
    struct Slot {
        std::size_t hash = 0;
        std::uint64_t used = 0;
        std::string name;  ///< empty: none; nobody searches for it
        std::shared_ptr<const RowSet> rows;
    };

    static bool older(const Slot& a, const Slot& b) { return a.used < b.used; }

    std::mutex mutex_;
    std::uint64_t clock_ = 0;
    std::array<Slot, 32> slots_;
};

}  // namespace app
