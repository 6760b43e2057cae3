#pragma once

#include "app_server/catalogue/filter.hpp"
#include "app_server/handlers/public_reads.hpp"
#include "core/http/query.hpp"

namespace app {

/// What the directory and the list of courses can be asked for, read from the query; faults go to `query`.
struct DirectoryQuery {
    Filter filter;
    SortOrder order;

    static DirectoryQuery read(const View& view, core::http::QueryReader& query);
};

/// Positions of the framework items whose ids the parameter gives; unknown ids are faults.
template <class Id, class Item>
std::vector<std::uint32_t> read_ids(
    core::http::QueryReader& query,
    std::string_view name,
    const std::vector<Item>& items,
    std::string_view unknown
) {
    constexpr std::size_t kMostValues = 100;
    std::vector<std::uint32_t> positions;
    for (const auto number : query.integers(name, 1, std::numeric_limits<std::int32_t>::max(), kMostValues)) {
        const auto position = position_in(items, static_cast<Id>(number));
        if (position) {
            positions.push_back(*position);
        } else {
            query.fault(name, "unknown-value", std::to_string(number) + std::string(unknown));
        }
    }
    return positions;
}

}  // namespace app
