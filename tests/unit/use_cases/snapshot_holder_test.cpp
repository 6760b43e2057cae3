#include "app_server/use_cases/snapshot_holder.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace tests;

TEST_CASE("A holder begins empty and remembers since when its snapshot is stale", "[holder]") {
    app::SnapshotHolder holder;
    CHECK(holder.current() == nullptr);
    CHECK_FALSE(holder.stale());
    holder.mark_current(singapore("2027-03-05"));
    holder.mark_stale("gone");
    holder.mark_stale("still gone");
    CHECK(holder.stale());
    CHECK(holder.freshness()->stale);
    CHECK(holder.freshness()->since == singapore("2027-03-05"));
    CHECK(holder.freshness()->reason == "still gone");
    holder.mark_current(singapore("2027-03-06"));
    CHECK_FALSE(holder.stale());
    CHECK(holder.freshness()->reason.empty());
}

TEST_CASE(
    "Readers on other threads see whole snapshots, in the order they were published", "[holder][threads]"
) {
    std::vector<std::shared_ptr<const app::Snapshot>> snapshots;
    for (std::size_t courses = 0; courses < 40; ++courses) {
        snapshots.push_back(snapshot_of(random_courses(courses, courses)));
    }
    app::SnapshotHolder holder;
    holder.publish(snapshots[0]);
    std::atomic<bool> done = false;
    std::atomic<int> faults = 0;
    const auto read = [&] {
        std::size_t seen = 0;
        for (bool last = false; !last;) {
            last = done;
            const auto snapshot = holder.current();
            const auto count = snapshot->parts().courses.size();
            // The day changes under the readers too: each works it out or takes what another did.
            const auto today = singapore(count % 2 == 0 ? "2027-03-04" : "2027-03-08");
            const auto upcoming = snapshot->upcoming(today);
            app::Filter filter;
            filter.name = "law";
            filter.levels = {0, 1};
            const auto page = snapshot->entries().page(snapshot->matching_entries(filter, {}), {}, 10);
            if (count < seen || upcoming->size() != snapshot->entries().size() ||
                page.total > snapshot->entries().size()) {
                ++faults;
            }
            seen = count;
            if (holder.freshness() == nullptr) ++faults;
        }
        if (seen != snapshots.size() - 1) ++faults;
    };
    std::thread first(read), second(read);
    for (int rounds = 0; rounds < 5; ++rounds) {
        for (const auto& snapshot : snapshots) {
            if (rounds > 0 && snapshot != snapshots.back()) continue;
            holder.publish(snapshot);
            holder.mark_current(singapore("2027-03-05"));
            holder.mark_stale("for a moment");
            std::this_thread::yield();
        }
    }
    done = true;
    first.join();
    second.join();
    CHECK(faults == 0);
}
