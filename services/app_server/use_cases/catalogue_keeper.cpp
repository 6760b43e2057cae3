#include "app_server/use_cases/catalogue_keeper.hpp"

#include "app_server/dto/course_json.hpp"
#include "core/async/with_deadline.hpp"
#include "core/base/log.hpp"

#include <algorithm>
#include <malloc.h>
#include <random>
#include <unordered_set>

namespace app {

namespace {

using namespace core::domain;
using core::Task;

constexpr std::int64_t kChunk = 5'000;  ///< courses read at once: bounds the memory of a first load

/// What changed since a version: courses in order of their numbers, and the uids that are no more.
struct Delta {
    std::vector<CoursePtr> changed;
    std::vector<core::data::RemovedCourse> removed;
};

Task<Delta> read_delta(
    core::data::CatalogueReader& catalogue,
    std::int64_t since,
    const FrameworkView& framework,
    const Presentation& presentation
) {
    Delta delta;
    for (std::int64_t after = 0;;) {
        auto chunk = co_await catalogue.list_changed(since, after, kChunk);
        const bool done = static_cast<std::int64_t>(chunk.size()) < kChunk;
        if (!chunk.empty()) after = chunk.back().number;
        for (auto& stored : chunk)
            delta.changed.push_back(publish(std::move(stored), framework, presentation));
        if (done) break;
    }
    delta.removed = co_await catalogue.list_removed(since);
    co_return delta;
}

/// Whether a version came after another. Not so in a database that was put back to an earlier state, however
/// far it has moved on since.
Task<bool> follows(
    core::data::CatalogueReader& catalogue, const CatalogueVersion& version, const Snapshot& before
) {
    if (version.version <= before.version().version) co_return false;
    co_return co_await catalogue.token_of(before.version().version) == before.parts().token;
}

/// The uids of which nothing stays as it was. A course that was removed and published again has a new number,
/// so courses are told apart by uid.
std::unordered_set<std::string_view> superseded(const Delta& delta) {
    std::unordered_set<std::string_view> uids;
    for (const auto& course : delta.changed) uids.insert(course->course().uid);
    for (const auto& removal : delta.removed) uids.insert(removal.uid);
    return uids;
}

std::vector<CoursePtr> merged(std::vector<CoursePtr> kept, std::vector<CoursePtr> changed) {
    if (kept.empty()) return changed;
    std::vector<CoursePtr> all;
    all.reserve(kept.size() + changed.size());
    std::merge(
        std::make_move_iterator(kept.begin()),
        std::make_move_iterator(kept.end()),
        std::make_move_iterator(changed.begin()),
        std::make_move_iterator(changed.end()),
        std::back_inserter(all),
        [](const CoursePtr& a, const CoursePtr& b) { return a->stored.number < b->stored.number; }
    );
    return all;
}

Task<void> pause_for(std::chrono::milliseconds time) {
    core::asio::steady_timer timer(co_await core::asio::this_coro::executor, time);
    co_await timer.async_wait(core::asio::use_awaitable);
}

}  // namespace

CatalogueKeeper::CatalogueKeeper(
    core::data::ReadOnlyDataSource& source,
    SnapshotHolder& holder,
    const core::Clock& clock,
    Presentation presentation,
    KeeperTimes times
)
    : source_(source),
      holder_(holder),
      clock_(clock),
      presentation_(std::move(presentation)),
      times_(times) {}

Task<CatalogueKeeper::Seen> CatalogueKeeper::look() {
    Seen seen;
    seen.session = co_await source_.read();
    seen.version = co_await seen.session->catalogue().version();
    const auto token = co_await seen.session->catalogue().token_of(seen.version.version);
    seen.token = token.value_or("");
    co_return seen;
}

Task<bool> CatalogueKeeper::refresh() {
    const auto last = holder_.current();
    const auto seen = co_await core::with_deadline(times_.look, look());
    if (!seen) throw std::runtime_error("the database does not answer");
    const bool same = last && seen->version == last->version() && seen->token == last->parts().token;
    // In this order: who is told that the snapshot is current finds the current one.
    if (!same) co_await publish_next(*seen, last.get());
    holder_.mark_current(clock_.now());
    co_return !same;
}

void CatalogueKeeper::keep_unchanged(
    const Snapshot& last,
    const std::unordered_set<std::string_view>& gone,
    bool same_framework,
    Snapshot::Parts& parts
) const {
    std::unordered_set<const PublishedCourse*> ended;  // looking into every course would cost far more
    for (const auto uid : gone) ended.insert(last.find_course(uid));
    parts.courses.reserve(last.parts().courses.size());
    for (const auto& course : last.parts().courses) {
        if (ended.contains(course.get())) continue;
        parts.courses.push_back(
            same_framework ? course : publish(course->stored, *parts.framework, presentation_)
        );
    }
    for (const auto& removal : last.parts().removals) {
        if (!gone.contains(removal.uid)) parts.removals.push_back(removal);
    }
}

Task<> CatalogueKeeper::publish_next(const Seen& seen, const Snapshot* last) {
    const auto began = std::chrono::steady_clock::now();
    auto& catalogue = seen.session->catalogue();
    Snapshot::Parts parts;
    parts.version = seen.version;
    parts.token = seen.token;
    if (last && !co_await follows(catalogue, parts.version, *last)) last = nullptr;

    const std::int64_t since = last ? last->version().version : 0;
    const bool same_framework = last && parts.version.framework_version == last->version().framework_version;
    if (same_framework) {
        parts.framework = last->parts().framework;
    } else {
        parts.framework = std::make_shared<const FrameworkView>(co_await seen.session->framework().load());
    }
    parts.providers = co_await catalogue.list_providers();

    auto delta = co_await read_delta(catalogue, since, *parts.framework, presentation_);
    const auto changes = delta.changed.size();
    if (last) keep_unchanged(*last, superseded(delta), same_framework, parts);
    for (auto& removal : delta.removed)
        parts.removals.push_back({std::move(removal.uid), removal.changed_in});
    parts.courses = merged(std::move(parts.courses), std::move(delta.changed));

    auto next = last ? Snapshot::following(*last, std::move(parts))
                     : std::make_shared<const Snapshot>(std::move(parts));
    holder_.publish(next);
    if (!last) ::malloc_trim(0);  // reading and sorting leave holes of the size of the catalogue
    const auto took = std::chrono::steady_clock::now() - began;
    core::log::info(
        "catalogue version loaded",
        {{"catalogue_version", next->version().version},
         {"framework_version", next->version().framework_version},
         {"courses", next->parts().courses.size()},
         {"entries", next->entries().size()},
         {"changed", changes},
         {"removed", delta.removed.size()},
         {"duration_ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()}}
    );
}

Task<void> CatalogueKeeper::run() {
    std::minstd_rand random{std::random_device{}()};
    auto backoff = times_.backoff_min;
    auto feed = source_.changes();
    bool behind = false;
    for (;;) {
        std::string failure;
        try {
            // After a failure there is something to read whether or not a notice comes.
            co_await feed->wait(behind ? std::chrono::milliseconds(0) : times_.poll);
            // Kept for the pause: the last request that reads it must not be the one to take it apart.
            const auto before = holder_.current();
            co_await refresh();
            behind = false;
            backoff = times_.backoff_min;
            co_await pause_for(times_.pause);
        } catch (const boost::system::system_error& error) {
            if (error.code() == core::asio::error::operation_aborted) throw;
            failure = error.what();
        } catch (const std::exception& error) {
            failure = error.what();
        }
        if (failure.empty()) continue;
        behind = true;
        if (!holder_.stale()) core::log::warning("the catalogue cannot be read", {{"reason", failure}});
        holder_.mark_stale(failure);
        std::uniform_int_distribution<std::int64_t> jitter(backoff.count() / 2, backoff.count());
        co_await pause_for(std::chrono::milliseconds(jitter(random)));
        backoff = std::min(backoff * 2, times_.backoff_max);
    }
}

}  // namespace app
