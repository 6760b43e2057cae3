#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

/// One fetch of one address, as a run saw it.
struct Snapshot {
    std::string run;
    std::string request;  ///< method, address and body: what was asked; names the fetch within its run
    std::string url;      ///< that answered, after redirects
    unsigned status = 0;
    core::Instant at;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;  ///< empty in lists
    std::string hash;  ///< SHA-256 of the body, hexadecimal
    std::size_t bytes = 0;
};

/// What a conditional request needs from the last time.
struct Validators {
    std::string etag;
    std::string last_modified;
    std::string hash;
};

/// Every fetched body, compressed, once for all fetches with the same bytes, in one SQLite file. Thread-safe.
/// Throws sqlite::SqliteError, and std::runtime_error for a stored body that is broken.
class SnapshotStore {
public:
    explicit SnapshotStore(const std::filesystem::path& file);
    ~SnapshotStore();

    /// Keeps a fetch; its hash and size are reckoned here. A second fetch of the same request in a run
    /// replaces the first. Written with others, at the latest by `flush`.
    void put(const Snapshot& snapshot);

    void flush();

    /// The fetch of a request in a run, with its body.
    [[nodiscard]] std::optional<Snapshot> find(std::string_view run, std::string_view request);

    /// The fetches of a run, in order of time, without bodies.
    [[nodiscard]] std::vector<Snapshot> list(std::string_view run, std::size_t most);

    /// The body with that hash.
    [[nodiscard]] std::optional<std::string> body(std::string_view hash);

    /// Of the latest 200 answer to a request, in any run, whose body is still held.
    [[nodiscard]] std::optional<Validators> validators(std::string_view request);

    /// Forgets fetches before `limit` and the bodies nobody refers to any more; returns how many fetches.
    std::size_t expire(core::Instant limit);

private:
    struct Body;
    std::mutex mutex_;
    std::unique_ptr<Body> body_;
};

}  // namespace scraper
