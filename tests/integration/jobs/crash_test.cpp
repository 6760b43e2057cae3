#include "jobs_database.hpp"
#include "support/process.hpp"

#include <csignal>
#include <random>

using namespace tests;
using namespace std::chrono_literals;

namespace {

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr int kJobs = 4'000;  // as many as take no longer
#else
constexpr int kJobs = 20'000;
#endif
constexpr int kKills = 50;  // over three quarters of the jobs
constexpr std::uint32_t kSeed = 20261121;

}  // namespace

TEST_CASE_METHOD(JobsDatabase, "workers killed fifty times in mid-job lose no job and repeat no effect") {
    database.sql("create table effect (job bigint not null)");
    commit<int>([](PostgresJobRepository& jobs) -> Task<int> {
        std::vector<JobRequest> requests;
        for (int i = 0; i < kJobs; ++i) requests.push_back({.kind = "crash.effect", .max_attempts = 100});
        const auto ids = co_await jobs.enqueue_all(std::move(requests));
        co_return static_cast<int>(ids.value().size());
    });

    std::mt19937 random{kSeed};  // NOLINT(cert-msc51-cpp): the same kills in every run
    for (int kill = 0; kill < kKills; ++kill) {
        Process worker({LIFTED_CRASH_WORKER, database.conninfo()}, {});
        const auto done = std::uniform_int_distribution<int>(1, 3 * kJobs / (2 * kKills))(random);
        worker.wait_for_line("done " + std::to_string(done) + ";");
        worker.signal(SIGKILL);
        CHECK(worker.wait() == 128 + SIGKILL);
    }
    CHECK(database.value("select count(*) > 0 from jobs.job where state = 'running'") == "t");

    Process last({LIFTED_CRASH_WORKER, database.conninfo()}, {});
    const auto limit = std::chrono::steady_clock::now() + 100s;
    while (database.value("select count(*) from jobs.job where state <> 'done'") != "0") {
        REQUIRE(std::chrono::steady_clock::now() < limit);
    }
    CHECK(database.value("select count(*) from effect") == std::to_string(kJobs));
    CHECK(database.value("select count(distinct job) from effect") == std::to_string(kJobs));
    CHECK(database.value("select count(*) > 0 from jobs.job where attempts > 1") == "t");
}
