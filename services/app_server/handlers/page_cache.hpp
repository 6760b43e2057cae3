#pragma once

#include "core/base/clock.hpp"
#include "core/http/representation.hpp"

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace app {

/// A finished answer to a GET: its bytes, compressed at most once, and its Link field.
struct CachedAnswer {
    std::shared_ptr<const core::http::Representation> body;
    std::string link;  ///< value of Link (RFC 8288); empty for none
};

/// What answers hold for: one version of the catalogue on one day.
struct CacheEpoch {
    std::int64_t version = 0;
    std::uint64_t history = 0;  ///< Snapshot::history
    core::Instant today{};

    friend bool operator==(const CacheEpoch&, const CacheEpoch&) = default;
};

/// Answers by target, the least recently used first to go, one table per worker so that nothing is locked.
/// Most targets are kept only when they are asked for again soon, so that a stream of targets that never
/// repeat does not push out those that do.
class PageCache {
public:
    enum class From { first_sight, second_sight };

    /// `bytes` bounds the uncompressed bodies one worker holds.
    PageCache(unsigned workers, std::size_t bytes);
    ~PageCache();

    /// Null when there is none. Valid until the worker's next `store`.
    const CachedAnswer* find(unsigned worker, std::string_view target, const CacheEpoch& epoch);

    /// True when the answer was kept and will be shared; false when this request is the only one to use it.
    bool store(
        unsigned worker,
        std::string_view target,
        const CacheEpoch& epoch,
        const CachedAnswer& answer,
        From from = From::second_sight
    );

private:
    class Table;
    std::size_t bytes_;
    std::vector<std::unique_ptr<Table>> tables_;
};

}  // namespace app
