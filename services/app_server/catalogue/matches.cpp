#include "app_server/catalogue/matches.hpp"

#include <algorithm>

namespace app {

void Matches::keep(Span first, Span second) {
    numbers().within(first, second);
    if (!numbers_) return;
    open_ = true;
    spans_ = {first, second};
    share_ *= static_cast<double>(first.size() + second.size()) /
              static_cast<double>(std::max<std::size_t>(size(), 1));
}

void Matches::keep(const std::shared_ptr<const RowSet>& set) {
    numbers().keep(rows_of(set));
    if (!numbers_) return;
    open_ = true;
    sets_.push_back(set);
    share_ *= static_cast<double>(set->count) / static_cast<double>(std::max<std::size_t>(size(), 1));
}

}  // namespace app
