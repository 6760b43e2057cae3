#pragma once

#include "core/data/data_source.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace tests {

/// The published data in memory, versioned as the store versions it.
struct FakeStore {
    core::domain::CatalogueVersion version;
    core::domain::Framework framework;
    std::vector<core::domain::Provider> providers;
    std::map<std::int64_t, core::domain::StoredCourse> courses;  ///< by number
    std::map<std::string, core::data::RemovedCourse> removed;
    std::map<std::int64_t, std::string> tokens{{0, ""}};  ///< of all versions there were

    /// Moves the version on.
    void begin_version();

    /// Stores a course in the version at hand; one that was removed comes back under a new number.
    void put(core::domain::StoredCourse stored);
    void remove(const std::string& uid);
};

/// Reads a FakeStore; fails on demand; counts what it was asked.
class FakeDataSource final : public core::data::ReadOnlyDataSource {
public:
    core::Task<std::unique_ptr<core::data::ReadSession>> read() override;

    /// Its feed tells of `announce` and of nothing else; a wait past its limit ends by the io_context's
    /// timer.
    std::unique_ptr<core::data::ChangeFeed> changes() override;

    /// Wakes a waiting feed; to be called on the io_context the feed waits on.
    void announce();

    FakeStore store;
    std::string failure;  ///< thrown by every read while not empty
    int sessions = 0;
    int framework_loads = 0;
    std::vector<std::int64_t> asked_since;  ///< of list_changed
    int waits = 0;

private:
    class Session;
    class Feed;
    std::weak_ptr<core::asio::steady_timer> waiting_;
    bool announced_ = false;
};

}  // namespace tests
