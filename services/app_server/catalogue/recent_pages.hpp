#pragma once

#include "app_server/catalogue/row_index.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace app {

/// What a page is found by, as bytes: the same for the same question. `list` tells apart lists of rows.
std::string page_key(
    char list, const Filter& filter, SortOrder order, const PageStart& start, std::size_t limit
);

/// The pages that were asked for last, as the rows on them: a hundredth of what they are written with, so
/// that far more of them are kept than answers. Safe to call from any thread.
class RecentPages {
public:
    /// `bytes` bounds the pages and what they are found by; an index of an eighth as much comes on top.
    explicit RecentPages(std::size_t bytes) : most_(bytes / kShards / 2) {}

    [[nodiscard]] std::optional<RowPage> find(std::string_view key);

    void keep(std::string_view key, const RowPage& page);

private:
    /// Pages one after the other in one piece of memory.
    class Generation {
    public:
        [[nodiscard]] std::optional<RowPage> find(std::size_t hash, std::string_view key) const;
        void add(std::size_t hash, std::string_view key, const RowPage& page);
        void clear();

        [[nodiscard]] std::size_t bytes() const { return records_.size(); }

        void reserve(std::size_t bytes) { records_.reserve(bytes); }

    private:
        std::string records_;
        boost::unordered_flat_map<std::size_t, std::uint32_t> places_;  ///< in `records_`, by hash
    };

    /// When the young generation is full it becomes the old one; what nobody asked for since then is
    /// forgotten with the old one before it.
    struct Shard {
        std::mutex mutex;
        Generation young;
        Generation old;
    };

    static constexpr std::size_t kShards = 16;

    static std::size_t hash_of(std::string_view key) { return std::hash<std::string_view>()(key); }

    Shard& shard_of(std::size_t hash) { return shards_[hash % kShards]; }

    void add(Shard& shard, std::size_t hash, std::string_view key, const RowPage& page) const;

    std::size_t most_;  ///< bytes of a generation in one shard
    std::array<Shard, kShards> shards_;
};

}  // namespace app
