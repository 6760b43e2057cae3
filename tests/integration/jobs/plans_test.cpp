#include "jobs_database.hpp"

using namespace tests;
using namespace std::chrono_literals;
using core::data::JobFilter;
using core::data::JobPage;
using core::jobs::JobKinds;

namespace {

struct Fixture : JobsDatabase {
    /// Sessions tell their figures when they end.
    std::string scans_told() {
        for (int i = 0; i < 500; ++i) {
            const auto others = database.value(
                "select count(*) from pg_stat_activity where datname = current_database() and "
                "backend_type = 'client backend' and pid <> pg_backend_pid()"
            );
            if (others == "0") break;
        }
        return database.value("select seq_scan from pg_stat_user_tables where relname = 'job'");
    }

    void list(JobFilter filter) {
        filter.limit = 30;
        commit<JobPage>([&](PostgresJobRepository& jobs) { return jobs.list(filter); });
        filter.newer = true;
        commit<JobPage>([&](PostgresJobRepository& jobs) { return jobs.list(filter); });
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "with many finished jobs nothing reads the whole table") {
    database.sql(R"sql(
        insert into jobs.job (kind, version, payload, state, max_attempts, timeout_ms, finished_at)
        select 'old.' || chr(97 + (i % 5)), 1, '{}', case when i % 1000 = 0 then 'dead' else 'done' end, 1,
               1000, now() - i * interval '1 second'
        from generate_series(1, 40000) i)sql");
    database.sql("vacuum analyze jobs.job");
    const auto before = scans_told();
    {
        int runs = 0;
        JobKinds kinds;
        kinds.add("a", 1, does([&](const JobContext&) { ++runs; }));
        auto settings = RunningWorker::quick();
        settings.poll = 20ms;
        settings.lease = 200ms;
        RunningWorker worker(*this, kinds, settings);
        enqueue({.kind = "unknown", .version = 7});
        for (int i = 0; i < 20; ++i) enqueue({.kind = "a", .unique_key = "k" + std::to_string(i)});
        run_until(database.io(), [&] { return runs == 20; });
        for (int i = 0; i < 8; ++i) {
            list({});
            list({.state = JobState::dead});
            list({.state = JobState::ready});
            list({.kind = "old.a"});
            list({.kind = "rare"});
            list({.state = JobState::dead, .kind = "old.b"});
            list({.state = JobState::done, .kind = "a"});
            using Counts = std::vector<core::data::JobCount>;
            commit<Counts>([](PostgresJobRepository& jobs) { return jobs.counts(); });
        }
    }
    pool.close();
    CHECK(scans_told() == before);
}
