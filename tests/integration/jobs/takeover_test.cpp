#include "core/base/clock.hpp"
#include "core/jobs/job_queue.hpp"
#include "jobs_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <set>

using namespace tests;
using namespace std::chrono_literals;
using core::jobs::JobKinds;
using core::jobs::JobQueue;
using core::jobs::Settlement;

namespace {

struct Fixture : JobsDatabase {
    Fixture() { database.sql("create table effect (job bigint not null)"); }

    std::unique_ptr<JobQueue> queue(const char* name, std::chrono::milliseconds lease = 30s) {
        return database.run(JobQueue::open(database.config(), name, lease));
    }

    void expire_leases() {
        database.sql("update jobs.job set lease_until = now() - interval '1 second' where state = 'running'");
    }
};

/// Its effect and its completion are one transaction.
core::jobs::JobHandler has_effect(bool commits = true) {
    return [commits](JobContext context) -> Task<JobOutcome> {
        auto lease = co_await context.pool().acquire();
        const auto job = static_cast<std::int64_t>(context.lease().job);
        co_await lease->execute({"", "begin"});
        co_await lease->execute({"", "insert into effect values ($1)"}, core::postgres::Params(job));
        co_await context.complete_in(*lease);
        co_await lease->execute({"", commits ? "commit" : "rollback"});
        co_return JobOutcome::done();
    };
}

constexpr core::jobs::Backoff kNoPause{1ms, 1ms};

}  // namespace

TEST_CASE_METHOD(Fixture, "two workers that take at the same moment never take the same job") {
    constexpr std::size_t kJobs = 1'000;
    commit<int>([](PostgresJobRepository& jobs) -> Task<int> {
        co_await jobs.enqueue_all(std::vector<JobRequest>(kJobs, {.kind = "a"}));
        co_return 0;
    });
    const auto one = queue("one");
    const auto two = queue("two");
    std::vector<JobId> first;
    std::vector<JobId> second;
    int running = 2;
    const auto take_all = [&](JobQueue& queue, std::vector<JobId>& ids) -> Task<> {
        for (;;) {
            auto round = co_await queue.round({}, 7);
            if (round.taken.empty()) break;
            for (const auto& taken : round.taken) ids.push_back(taken.lease.job);
        }
        --running;
    };
    boost::asio::co_spawn(database.io(), take_all(*one, first), boost::asio::detached);
    boost::asio::co_spawn(database.io(), take_all(*two, second), boost::asio::detached);
    run_until(database.io(), [&] { return running == 0; });
    CHECK_FALSE(first.empty());
    CHECK_FALSE(second.empty());
    std::set<JobId> all(first.begin(), first.end());
    all.insert(second.begin(), second.end());
    CHECK(first.size() + second.size() == kJobs);
    CHECK(all.size() == kJobs);
    CHECK(database.value("select count(*) from jobs.job where claims = 1") == std::to_string(kJobs));
}

TEST_CASE_METHOD(Fixture, "a job of a dead worker is taken over, and the dead one cannot settle it") {
    const auto id = enqueue({.kind = "a"});
    const auto one = queue("one");
    const auto two = queue("two");
    const auto first = database.run(one->round({}, 5)).taken.at(0);
    CHECK(database.run(two->take_back_expired()) == 0);
    expire_leases();
    CHECK(database.run(two->take_back_expired()) == 1);
    const auto second = database.run(two->round({}, 5)).taken.at(0);
    CHECK(second.lease.job == first.lease.job);
    CHECK(second.job.attempts == 2);

    const auto kind = GENERATE(Settlement::Kind::done, Settlement::Kind::retry, Settlement::Kind::release);
    CHECK(database.run(one->round({{.lease = first.lease, .kind = kind}}, 0)).unsettled.size() == 1);
    CHECK(database.run(one->renew({{first.lease, {}}})).empty());
    CHECK(state(id) == JobState::running);
    CHECK(find(id).worker == "two");
    const auto late = commit<bool>([&](PostgresJobRepository& jobs) -> Task<bool> {
        const auto completed = co_await jobs.complete(first.lease);
        co_return completed.has_error() && completed.error().code == "lease-lost";
    });
    CHECK(late);
    CHECK(database.run(two->round({{.lease = second.lease}}, 0)).unsettled.empty());
    CHECK(state(id) == JobState::done);
}

TEST_CASE_METHOD(Fixture, "a worker takes over by itself what another stopped renewing") {
    const auto id = enqueue({.kind = "a"});
    const auto gone = queue("gone", 300ms);
    CHECK(database.run(gone->round({}, 5)).taken.size() == 1);
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext&) { ++runs; }));
    auto config = RunningWorker::quick();
    config.lease = 600ms;
    RunningWorker worker(*this, kinds, config);
    wait_for(id, JobState::done);
    CHECK(runs == 1);
    CHECK(find(id).worker == "one");
}

TEST_CASE_METHOD(Fixture, "a lease is renewed for as long as the job runs") {
    int started = 0;
    int stolen = 0;
    JobKinds slow;
    slow.add("a", 1, waits_for_ever(started));
    JobKinds quick;
    quick.add("a", 1, does([&](const JobContext&) { ++stolen; }));
    auto config = RunningWorker::quick();
    config.lease = 400ms;
    enqueue({.kind = "a"});
    RunningWorker worker(*this, slow, config);
    run_until(database.io(), [&] { return started == 1; });
    RunningWorker thief(*this, quick, config);
    const auto began = std::chrono::steady_clock::now();
    run_until(database.io(), [&] { return std::chrono::steady_clock::now() - began > 1500ms; });
    CHECK(stolen == 0);
}

TEST_CASE_METHOD(Fixture, "a clock that is set back a day delays no job that was due, and no takeover") {
    const auto set_back = [&] {
        database.sql(
            "update jobs.job set created_at = created_at + interval '1 day', run_at = run_at + interval "
            "'1 day', started_at = started_at + interval '1 day', lease_until = lease_until + interval "
            "'1 day' where state in ('ready', 'running')"
        );
    };
    const auto held = enqueue({.kind = "a"});
    const auto gone = queue("gone", 300ms);
    CHECK(database.run(gone->round({}, 5)).taken.size() == 1);
    const auto waiting = enqueue({.kind = "a"});
    set_back();
    const auto later = enqueue({.kind = "a", .run_at = core::SystemClock().now() + 1h});
    JobKinds kinds;
    kinds.add("a", 1, does([](const JobContext&) {}));
    auto config = RunningWorker::quick();
    config.lease = 600ms;
    RunningWorker worker(*this, kinds, config);
    wait_for(waiting, JobState::done);
    wait_for(held, JobState::done);
    CHECK(state(later) == JobState::ready);
}

TEST_CASE_METHOD(Fixture, "a handler whose lease is lost is aborted and its effect undone") {
    int started = 0;
    JobKinds kinds;
    kinds.add("a", 1, waits_for_ever(started));
    const auto id = enqueue({.kind = "a"});
    auto config = RunningWorker::quick();
    config.lease = 300ms;
    RunningWorker worker(*this, kinds, config);
    run_until(database.io(), [&] { return started == 1; });
    database.sql(
        "update jobs.job set claims = claims + 1, worker = 'other', lease_until = now() + interval '1 h'"
    );
    run_until(database.io(), [&] { return (*worker).status().running == 0; });
    CHECK(state(id) == JobState::running);
    CHECK(find(id).worker == "other");
}

TEST_CASE_METHOD(Fixture, "a job that kills its worker every time ends as dead") {
    const auto id = enqueue({.kind = "a", .max_attempts = 3});
    const auto one = queue("one");
    for (int i = 1; i <= 3; ++i) {
        CHECK(database.run(one->round({}, 5)).taken.size() == 1);
        expire_leases();
        CHECK(database.run(one->take_back_expired()) == 1);
    }
    CHECK(state(id) == JobState::dead);
    CHECK(find(id).last_error == "the worker one stopped renewing its lease");
}

TEST_CASE_METHOD(Fixture, "a job that completes in its effect's transaction is done with it") {
    JobKinds kinds;
    kinds.add("a", 1, has_effect());
    const auto id = enqueue({.kind = "a"});
    RunningWorker worker(*this, kinds);
    wait_for(id, JobState::done);
    worker.stop();
    CHECK(state(id) == JobState::done);
    CHECK(database.value("select count(*) from effect") == "1");
    CHECK(find(id).attempts == 1);
}

TEST_CASE_METHOD(Fixture, "a job whose transaction was rolled back has failed, whatever its handler says") {
    JobKinds kinds;
    kinds.add("a", 1, has_effect(false), kNoPause);
    const auto id = enqueue({.kind = "a", .max_attempts = 2});
    RunningWorker worker(*this, kinds);
    wait_for(id, JobState::dead);
    CHECK(database.value("select count(*) from effect") == "0");
    CHECK(find(id).last_error == "the handler's transaction was not committed");
}

TEST_CASE_METHOD(Fixture, "of two attempts at one job only one takes effect") {
    const auto id = enqueue({.kind = "a"});
    const auto slow = queue("slow");
    const auto first = database.run(slow->round({}, 1)).taken.at(0);
    auto lease = database.run(pool.acquire());
    database.run(lease->execute({"", "begin"}));
    database.run(lease->execute({"", "insert into effect values (0)"}));
    expire_leases();

    JobKinds kinds;
    kinds.add("a", 1, has_effect());
    RunningWorker worker(*this, kinds);
    wait_for(id, JobState::done);
    PostgresJobRepository jobs(*lease);
    CHECK(database.run(jobs.complete(first.lease)).error().code == "lease-lost");
    database.run(lease->execute({"", "rollback"}));
    CHECK(database.value("select count(*) from effect") == "1");
}

TEST_CASE_METHOD(Fixture, "a locked job holds up neither the settling of others nor their leases") {
    enqueue({.kind = "a", .unique_key = "k"});
    enqueue({.kind = "a"});
    const auto one = queue("one");
    const auto taken = database.run(one->round({}, 5)).taken;
    REQUIRE(taken.size() == 2);
    auto asking = database.run(pool.acquire());
    database.run(asking->execute({"", "begin"}));
    PostgresJobRepository jobs(*asking);
    CHECK(database.run(jobs.enqueue({.kind = "a", .unique_key = "k"})).has_value());

    CHECK(database.run(one->renew({{taken[0].lease, {}}, {taken[1].lease, {}}})).size() == 2);
    const auto round = database.run(one->round({{.lease = taken[0].lease}, {.lease = taken[1].lease}}, 0));
    REQUIRE(round.unsettled.size() == 1);
    CHECK(round.unsettled[0].job == taken[0].lease.job);
    CHECK(state(taken[1].lease.job) == JobState::done);
}
