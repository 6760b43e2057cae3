// Processes killed at any moment of a stream of edits, publications and hand-ins.
#include "support/private_cluster.hpp"
#include "work_stream.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <thread>

using namespace tests;

namespace {

constexpr int kKills = 14;         // so few that every run of the tests has them; LIFTED_FAULT_KILLS
constexpr int kSeed = 20'260;      // of who is killed when, and of what is edited; LIFTED_FAULT_SEED
constexpr std::size_t kParts = 7;  // what is killed: five processes and two clusters

/// Both clusters, every process, and who is killed next.
class KilledSite {
public:
    explicit KilledSite(unsigned seed) : random_(seed) {
        prepare_databases(app_database, cms_database);
        site.start_all();
        site.cms.service().process().wait_for_line("the first administrator was made");
    }

    /// Kills one part and starts it again; all of them in an order of chance, then all again.
    void kill_one() {
        std::this_thread::sleep_for(std::chrono::milliseconds(20 + random_() % 300));
        if (deck_.empty()) {
            deck_.resize(kParts);
            std::iota(deck_.begin(), deck_.end(), std::size_t{0});
            std::shuffle(deck_.begin(), deck_.end(), random_);
        }
        const auto victim = deck_.back();
        deck_.pop_back();
        const std::chrono::milliseconds gone(random_() % 200);
        ++kills[victim];
        if (victim >= processes.size()) {
            const auto& cluster = victim == processes.size() ? app_cluster : cms_cluster;
            cluster.crash();
            std::this_thread::sleep_for(gone);
            cluster.resume();
        } else {
            processes[victim]->kill();
            std::this_thread::sleep_for(gone);
            processes[victim]->start();
        }
    }

    PrivateCluster app_cluster;
    PrivateCluster cms_cluster;
    std::string app_database = app_cluster.create_database("app");
    std::string cms_database = cms_cluster.create_database("cms");
    SplitSite site{app_database, cms_database};
    std::array<Restartable*, kParts - 2> processes{
        &site.app, &site.ingest, &site.cms, &site.worker, &site.second_worker
    };
    std::array<int, kParts> kills{};

private:
    std::mt19937 random_;
    std::vector<std::size_t> deck_;
};

}  // namespace

TEST_CASE("nothing that was acknowledged is lost, whoever is killed", "[faults]") {
    const auto seed = static_cast<unsigned>(setting("LIFTED_FAULT_SEED", kSeed));
    const int count = setting("LIFTED_FAULT_KILLS", kKills);
    KilledSite killed(seed);
    WorkStream stream(killed.site, killed.app_database, killed.cms_database, seed);
    for (int kill = 0; kill < count; ++kill) killed.kill_one();
    stream.stop();
    const auto drained = stream.drain();
    stream.check();
    const auto& kills = killed.kills;
    fmt::print(
        "kills: {} App, {} internal App, {} CMS, {} and {} workers, {} App's Postgres, {} CMS's Postgres\n{}"
        "queue empty {:.1f} s after the last kill\n",
        kills[0],
        kills[1],
        kills[2],
        kills[3],
        kills[4],
        kills[5],
        kills[6],
        stream.figures(),
        drained.count()
    );
}
