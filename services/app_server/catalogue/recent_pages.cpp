#include "app_server/catalogue/recent_pages.hpp"

#include <cstring>
#include <type_traits>
#include <utility>

namespace app {

namespace {

template <class T>
    requires std::is_arithmetic_v<T>
void put(std::string& key, T value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void put(std::string& key, core::Instant instant) {
    put(key, instant.time_since_epoch().count());
}

void put(std::string& key, const std::string& text) {
    put(key, text.size());
    key.append(text);
}

void put(std::string& key, const Position& position) {
    put(key, position.group);
    put(key, position.value);
    put(key, position.name);
    put(key, position.number);
    put(key, position.starts_at);
    put(key, position.ends_at);
}

template <class T>
void put(std::string& key, const std::optional<T>& value) {
    put(key, value.has_value());
    if (value) put(key, *value);
}

/// What a page is kept as; its key and its rows follow.
struct Record {
    std::size_t total;
    std::uint32_t key_size;
    std::uint16_t rows;
    bool more_before;
    bool more_after;
};

constexpr std::size_t kMostRows = 0xffff;

std::size_t bytes_of(std::string_view key, const RowPage& page) {
    return sizeof(Record) + key.size() + page.rows.size() * sizeof(page.rows[0]);
}

}  // namespace

std::string page_key(
    char list, const Filter& filter, SortOrder order, const PageStart& start, std::size_t limit
) {
    std::string key(1, list);
    key.reserve(128);
    put(key, static_cast<std::uint8_t>(order.index()));
    put(key, static_cast<std::uint32_t>(limit));
    put(key, start.backwards);
    put(key, start.position);
    put(key, filter.starts_from);
    put(key, filter.starts_before);
    put(key, static_cast<std::uint8_t>(filter.ongoing));
    put(key, filter.cost_min);
    put(key, filter.cost_max);
    put(key, filter.name);
    for (std::size_t attribute = 0; attribute < kAttributes; ++attribute) {
        const auto& values = values_of(filter, static_cast<Attribute>(attribute));
        put(key, static_cast<std::uint32_t>(values.size()));
        for (const auto value : values) put(key, value);
    }
    return key;
}

std::optional<RowPage> RecentPages::Generation::find(std::size_t hash, std::string_view key) const {
    const auto place = places_.find(hash);
    if (place == places_.end()) return std::nullopt;
    const char* at = records_.data() + place->second;
    Record record;
    std::memcpy(&record, at, sizeof(record));
    at += sizeof(record);
    if (std::string_view(at, record.key_size) != key) return std::nullopt;
    RowPage page{{}, record.total, record.more_before, record.more_after};
    page.rows.resize(record.rows);
    if (record.rows != 0) std::memcpy(page.rows.data(), at + key.size(), record.rows * sizeof(page.rows[0]));
    return page;
}

void RecentPages::Generation::add(std::size_t hash, std::string_view key, const RowPage& page) {
    const Record record{
        page.total,
        static_cast<std::uint32_t>(key.size()),
        static_cast<std::uint16_t>(page.rows.size()),
        page.more_before,
        page.more_after
    };
    places_[hash] = static_cast<std::uint32_t>(records_.size());
    records_.append(reinterpret_cast<const char*>(&record), sizeof(record));
    records_.append(key);
    const auto* const rows = reinterpret_cast<const char*>(page.rows.data());
    records_.append(rows, page.rows.size() * sizeof(page.rows[0]));
}

void RecentPages::Generation::clear() {
    records_.clear();
    places_.clear();
}

std::optional<RowPage> RecentPages::find(std::string_view key) {
    const std::size_t hash = hash_of(key);
    Shard& shard = shard_of(hash);
    const std::lock_guard lock(shard.mutex);
    if (auto page = shard.young.find(hash, key)) return page;
    auto page = shard.old.find(hash, key);
    if (page) add(shard, hash, key, *page);
    return page;
}

void RecentPages::keep(std::string_view key, const RowPage& page) {
    const std::size_t hash = hash_of(key);
    Shard& shard = shard_of(hash);
    const std::lock_guard lock(shard.mutex);
    add(shard, hash, key, page);
}

void RecentPages::add(Shard& shard, std::size_t hash, std::string_view key, const RowPage& page) const {
    const std::size_t bytes = bytes_of(key, page);
    if (bytes > most_ || page.rows.size() > kMostRows) return;
    if (shard.young.bytes() + bytes > most_) {
        std::swap(shard.young, shard.old);
        shard.young.clear();
    }
    shard.young.reserve(most_);
    shard.young.add(hash, key, page);
}

}  // namespace app
