#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace app {

enum class Ongoing { include, exclude, only };

/// What a reader asks of the directory. Every part that is not empty must hold; within a part one value
/// suffices. Items are given by their position in the framework's lists, providers by their position in the
/// snapshot's.
struct Filter {
    std::optional<core::Instant> starts_from;    ///< inclusive; neither bound hides ongoing courses
    std::optional<core::Instant> starts_before;  ///< exclusive
    Ongoing ongoing = Ongoing::include;
    std::vector<std::uint32_t> levels;
    std::vector<std::uint32_t> formats;
    std::vector<std::uint32_t> providers;
    std::vector<std::uint32_t> verticals;
    std::vector<std::uint32_t> areas;
    std::vector<std::uint32_t> competencies;
    std::vector<std::uint32_t> needs;      ///< one need must list both the level and the format of the course
    std::vector<std::uint32_t> cpd_kinds;  ///< values of Cpd::Kind
    std::vector<std::uint32_t> cost_kinds;  ///< values of Cost::Kind
    std::optional<std::int64_t>
        cost_min;  ///< smallest units, inclusive; with either bound only known amounts remain
    std::optional<std::int64_t> cost_max;
    std::string name;  ///< case-folded substring

    [[nodiscard]] Filter undated() const {
        Filter without = *this;
        without.starts_from.reset();
        without.starts_before.reset();
        return without;
    }

    [[nodiscard]] bool by_amount() const { return cost_min || cost_max; }

    /// The amounts let through, from the first up to the second.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> amounts() const {
        constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
        const bool bounded = cost_max && *cost_max < kHighest;
        return {
            cost_min.value_or(std::numeric_limits<std::int64_t>::min()), bounded ? *cost_max + 1 : kHighest
        };
    }
};

enum class SortKey { start, cpd, cost, name };

/// A total order of rows. Dated rows come before ongoing ones by `start`, rows without the sorted value last,
/// in both directions; ties are broken by course number, then by start.
struct SortOrder {
    SortKey key = SortKey::start;
    bool descending = false;

    /// True in the order by which rows are numbered.
    [[nodiscard]] bool is_by_number() const { return key == SortKey::start && !descending; }

    [[nodiscard]] std::size_t index() const {
        return static_cast<std::size_t>(key) * 2 + (descending ? 1 : 0);
    }
};

inline constexpr std::size_t kSortOrders = 8;

/// A place in an order that survives a new snapshot: the values a row is ordered by.
struct Position {
    std::int32_t group = 0;
    std::int64_t value = 0;
    std::string name;
    std::int64_t number = 0;
    std::int64_t starts_at = 0;
    std::int64_t ends_at = 0;

    /// For lists that are ordered by one value and a number.
    static Position of(std::int64_t value, std::int64_t number) {
        Position position;
        position.value = value;
        position.number = number;
        return position;
    }

    friend bool operator==(const Position&, const Position&) = default;
};

}  // namespace app
