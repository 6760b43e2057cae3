#pragma once

#include "app_server/dto/presentation.hpp"
#include "app_server/handlers/page_cache.hpp"
#include "app_server/use_cases/snapshot_holder.hpp"
#include "core/http/router.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace app {

/// What one answer is made from: one snapshot, taken once, and the request.
struct View {
    const Snapshot& snapshot;
    const Presentation& presentation;
    core::Instant today;  ///< when the current day began in the site's time zone
    const core::http::Request& request;
};

/// The body of a 200, and the value of its Link field if it has one.
struct Answer {
    std::string body;
    std::string link = {};
};

using ReadFunction = core::Result<Answer> (*)(const View& view);

/// How many targets a path has that come without a query: answers to few of them are kept from the first on,
/// and so compressed at once.
enum class Targets { few, many };

/// Turns functions of a view into handlers: takes the snapshot, caches what can be cached, adds validators.
class PublicReads {
public:
    /// `workers` is the number of the server's threads, `cache_bytes` what each of them may keep. All must
    /// outlive the handlers.
    PublicReads(
        const SnapshotHolder& holder,
        const core::Clock& clock,
        Presentation presentation,
        unsigned workers,
        std::size_t cache_bytes
    );

    /// For GET: the answer depends on the target, the snapshot and the day alone.
    core::http::SyncHandler read(ReadFunction build, Targets targets = Targets::many);

    /// For POST: computed anew each time, stored nowhere.
    core::http::SyncHandler compute(ReadFunction build);

private:
    core::http::Response answer_read(const core::http::Request& request, ReadFunction build, Targets targets);
    core::http::Response answer_compute(const core::http::Request& request, ReadFunction build);
    core::Instant today() const;

    const SnapshotHolder& holder_;
    const core::Clock& clock_;
    Presentation presentation_;
    std::string form_;  ///< of the answers, in every ETag
    PageCache cache_;
    mutable std::atomic<std::int64_t> day_begin_{0};  ///< of the day last looked up, in microseconds
    mutable std::atomic<std::int64_t> day_end_{0};
};

}  // namespace app
