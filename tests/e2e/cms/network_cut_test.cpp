// The network to the App, and that to its database, cut in the midst of a stream of work: nothing is refused
// and nothing answers, for seconds in every run of the tests and for as long as LIFTED_CUT_SECONDS says by
// hand.
#include "support/database_route.hpp"
#include "work_stream.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <thread>

using namespace tests;

namespace {

constexpr int kSeconds = 4;
constexpr int kSeed = 20'261;
constexpr std::chrono::seconds kBetween{2};

/// Every process reaches the App and the App's database by a way of its own.
struct RoutedSite {
    RoutedSite() {
        site.app.start();
        site.ingest.start();
        const Settings by_route{{"CMS_INGEST_URLS", fmt::format("http://127.0.0.1:{}", app_network.port())}};
        site.cms.start(by_route);
        site.cms.service().process().wait_for_line("the first administrator was made");
        site.worker.start(by_route);
        site.second_worker.start(by_route);
    }

    TwoDatabases databases;
    DatabaseRoute database_network{databases.app.conninfo()};
    SplitSite site{database_network.conninfo(), databases.cms.conninfo()};
    NetworkRoute app_network{site.ingest_port.number()};
};

/// Cuts a network for a while, in which everything goes on but what needs it.
void cut(
    NetworkRoute& network, std::string_view name, const WorkStream& stream, NetworkRoute::Old old, int seconds
) {
    const auto before = stream.done();
    network.swallow();
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    const auto after = stream.done();
    const auto waiting = stream.queued();
    network.forward(old);
    const auto drained = stream.drain(waiting / 10);
    INFO(name);
    CHECK(after.edits > before.edits);
    CHECK(after.publications > before.publications);
    CHECK(after.items > before.items);
    CHECK(waiting > 0);
    fmt::print(
        "{} cut for {} s: {} edits, {} publications and {} items went on; of {} courses waiting the last "
        "tenth "
        "was left {:.1f} s later\n",
        name,
        seconds,
        after.edits - before.edits,
        after.publications - before.publications,
        after.items - before.items,
        waiting,
        drained.count()
    );
}

}  // namespace

TEST_CASE("while the App or its database is cut off, work goes on, and all of it arrives in order", "[cut]") {
    const int seconds = setting("LIFTED_CUT_SECONDS", kSeconds);
    RoutedSite routed;
    WorkStream stream(routed.site, routed.databases.app.conninfo(), routed.databases.cms.conninfo(), kSeed);
    std::this_thread::sleep_for(kBetween);
    cut(routed.app_network, "the App", stream, NetworkRoute::Old::resume, seconds);
    std::this_thread::sleep_for(kBetween);
    cut(routed.database_network, "the App's database", stream, NetworkRoute::Old::stay_silent, seconds);
    std::this_thread::sleep_for(kBetween);
    stream.stop();
    const auto drained = stream.drain();
    stream.check();
    // Nobody who works notices: neither staff, nor scrapers, nor those who read.
    const auto told = stream.tally();
    CHECK(told.of(0) + told.of(503) + told.of(504) == 0);
    CHECK(told.slowest < std::chrono::seconds(3));
    CHECK(stream.reader().refusals() == 0);
    fmt::print("{}queue empty {:.1f} s after the last edit\n", stream.figures(), drained.count());
}
