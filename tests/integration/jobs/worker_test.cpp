#include "jobs_database.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

using namespace tests;
using namespace std::chrono_literals;
using core::jobs::JobKinds;

namespace {

constexpr core::jobs::Backoff kNoPause{1ms, 1ms};

}  // namespace

TEST_CASE_METHOD(JobsDatabase, "a worker runs the jobs that are there and those that come") {
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext& context) {
                  ++runs;
                  CHECK(context.attempt() == 1);
                  CHECK_FALSE(context.cancelled());
              }));
    const auto before = enqueue({.kind = "a"});
    RunningWorker worker(*this, kinds);
    wait_for(before, JobState::done);
    const auto later = enqueue({.kind = "a"});
    wait_for(later, JobState::done);
    CHECK(runs == 2);
    const auto job = find(later);
    CHECK(job.worker == "one");
    CHECK(job.attempts == 1);
    CHECK(job.started_at);
    CHECK(job.finished_at);
    CHECK_FALSE(job.lease_until);
    CHECK((*worker).status().finished == 2);
    CHECK((*worker).status().connected);
}

TEST_CASE_METHOD(JobsDatabase, "no more jobs run at once than the worker is told") {
    int now = 0;
    int most = 0;
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, [&](JobContext) -> Task<JobOutcome> {
        most = std::max(most, ++now);
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 1ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
        --now;
        ++runs;
        co_return JobOutcome::done();
    });
    for (int i = 0; i < 20; ++i) enqueue({.kind = "a"});
    auto config = RunningWorker::quick();
    config.concurrency = 3;
    RunningWorker worker(*this, kinds, config);
    run_until(database.io(), [&] { return runs == 20; });
    CHECK(most == 3);
}

TEST_CASE_METHOD(JobsDatabase, "a failing job is tried again and then dead with its last error, alone") {
    int tries = 0;
    int others = 0;
    JobKinds kinds;
    const auto handler = [&](JobContext context) -> Task<JobOutcome> {
        CHECK(context.attempt() == ++tries);
        if (tries == 2) co_return JobOutcome::retry("politely");
        throw std::runtime_error("no\xff, " + std::to_string(tries));
    };
    kinds.add("poison", 1, handler, kNoPause);
    kinds.add("fine", 1, does([&](const JobContext&) { ++others; }));
    const auto poison = enqueue({.kind = "poison", .max_attempts = 3});
    const auto fine = enqueue({.kind = "fine"});
    RunningWorker worker(*this, kinds);
    wait_for(poison, JobState::dead);
    wait_for(fine, JobState::done);
    CHECK(tries == 3);
    CHECK(others == 1);
    CHECK(find(poison).last_error == "no\xEF\xBF\xBD, 3");
    CHECK(find(poison).attempts == 3);
    CHECK((*worker).status().failed == 3);

    // Requeued, it has all its attempts again.
    tries = 0;
    commit<core::Result<Job>>([&](PostgresJobRepository& jobs) { return jobs.requeue(poison); });
    run_until(database.io(), [&] { return tries == 3; });
    wait_for(poison, JobState::dead);
}

TEST_CASE_METHOD(JobsDatabase, "a retry waits by the backoff, or as long as the handler says") {
    JobKinds kinds;
    kinds.add("slow", 1, [](JobContext) -> Task<JobOutcome> { co_return JobOutcome::retry("x"); }, {1h, 2h});
    kinds.add("told", 1, [](JobContext) -> Task<JobOutcome> { co_return JobOutcome::retry("x", 2h); });
    kinds.add("never", 1, [](JobContext) -> Task<JobOutcome> { co_return JobOutcome::dead("hopeless"); });
    const auto slow = enqueue({.kind = "slow"});
    const auto told = enqueue({.kind = "told"});
    const auto never = enqueue({.kind = "never"});
    RunningWorker worker(*this, kinds);
    wait_for(never, JobState::dead);
    wait_for(slow, JobState::ready);
    wait_for(told, JobState::ready);
    CHECK(find(never).last_error == "hopeless");
    const auto pause = find(told).run_at - find(told).started_at.value();
    CHECK(pause >= 2h);
    CHECK(pause < 2h + 10min);
    CHECK(find(slow).run_at - find(slow).started_at.value() < 1h + 10min);
}

TEST_CASE_METHOD(JobsDatabase, "a job put off has not used an attempt") {
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, [&](JobContext context) -> Task<JobOutcome> {
        CHECK(context.attempt() == 1);
        co_return ++runs < 3 ? JobOutcome::snooze(1ms) : JobOutcome::done();
    });
    const auto id = enqueue({.kind = "a", .max_attempts = 1});
    RunningWorker worker(*this, kinds);
    wait_for(id, JobState::done);
    CHECK(runs == 3);
}

TEST_CASE_METHOD(JobsDatabase, "an attempt past its timeout is aborted and counts as failed") {
    int started = 0;
    JobKinds kinds;
    kinds.add("a", 1, waits_for_ever(started), kNoPause);
    const auto id = enqueue({.kind = "a", .max_attempts = 2, .timeout = 100ms});
    RunningWorker worker(*this, kinds);
    wait_for(id, JobState::dead);
    CHECK(started == 2);
    CHECK(find(id).last_error == "timed out after 100 ms");
}

TEST_CASE_METHOD(JobsDatabase, "a job of an unknown kind or version is parked until a worker knows it") {
    int runs = 0;
    JobKinds old;
    old.add("a", 1, does([](const JobContext&) {}));
    const auto unknown = enqueue({.kind = "b"});
    const auto newer = enqueue({.kind = "a", .version = 2});
    const auto known = enqueue({.kind = "a"});
    {
        RunningWorker worker(*this, old);
        wait_for(known, JobState::done);
        wait_for(unknown, JobState::parked);
        wait_for(newer, JobState::parked);
    }
    CHECK(find(newer).attempts == 0);
    JobKinds both;
    both.add("a", 2, does([&](const JobContext&) { ++runs; }));
    RunningWorker worker(*this, both);
    wait_for(newer, JobState::done);
    CHECK(runs == 1);
    CHECK(state(unknown) == JobState::parked);
}

TEST_CASE_METHOD(JobsDatabase, "progress is seen while the job runs") {
    bool seen = false;
    JobKinds kinds;
    kinds.add("a", 1, [&](JobContext context) -> Task<JobOutcome> {
        context.progress(3, 10, "third");
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
        while (!seen) {
            timer.expires_after(5ms);
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
        co_return JobOutcome::done();
    });
    const auto id = enqueue({.kind = "a"});
    auto config = RunningWorker::quick();
    config.lease = 1500ms;
    RunningWorker worker(*this, kinds, config);
    while (find(id).progress.done != 3) {
    }
    CHECK(find(id).progress.total == 10);
    CHECK(find(id).progress.note == "third");
    seen = true;
    wait_for(id, JobState::done);
}

TEST_CASE_METHOD(JobsDatabase, "a job that has ended shows the progress it told last") {
    JobKinds kinds;
    kinds.add("a", 1, does([](const JobContext& context) {
                  context.progress(1, 2, "begun");
                  context.progress(2, 2, "all of it");
              }));
    kinds.add("b", 1, [](JobContext context) -> Task<JobOutcome> {
        context.progress(1, 2, "half of it");
        co_return JobOutcome::dead("broken");
    });
    const auto done = enqueue({.kind = "a"});
    const auto dead = enqueue({.kind = "b"});
    RunningWorker worker(*this, kinds);
    wait_for(done, JobState::done);
    wait_for(dead, JobState::dead);
    CHECK(find(done).progress == core::data::JobProgress{2, 2, "all of it"});
    CHECK(find(dead).progress == core::data::JobProgress{1, 2, "half of it"});
}

TEST_CASE_METHOD(JobsDatabase, "without notices polling still finds the job") {
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext&) { ++runs; }));
    auto config = RunningWorker::quick();
    config.poll = 100ms;
    RunningWorker worker(*this, kinds, config);
    wait_for(enqueue({.kind = "a"}), JobState::done);
    // Committed without a word to anybody.
    database.sql(R"sql(
        insert into jobs.job (kind, version, payload, max_attempts, timeout_ms)
        values ('a', 1, '{}', 1, 1000))sql");
    run_until(database.io(), [&] { return runs == 2; });
}

TEST_CASE_METHOD(JobsDatabase, "a worker that lost its connections works on and hears notices again") {
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext&) { ++runs; }));
    RunningWorker worker(*this, kinds);
    wait_for(enqueue({.kind = "a"}), JobState::done);
    for (int round = 1; round <= 3; ++round) {
        database.kill_sessions();
        // The pool has lost its connections as well; this one comes from outside.
        database.sql(R"sql(
            insert into jobs.job (kind, version, payload, max_attempts, timeout_ms)
            values ('a', 1, '{}', 1, 1000); notify jobs)sql");
        run_until(database.io(), [&] { return runs == 1 + round; });
    }
}

TEST_CASE_METHOD(JobsDatabase, "what ended while the database was away is settled when it is back") {
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, [&](JobContext) -> Task<JobOutcome> {
        ++runs;
        database.kill_sessions();
        co_return JobOutcome::done();
    });
    const auto id = enqueue({.kind = "a"});
    RunningWorker worker(*this, kinds);
    run_until(database.io(), [&] { return runs == 1; });
    run_until(database.io(), [&] { return database.value("select state from jobs.job") == "done"; });
    CHECK(runs == 1);
    CHECK(static_cast<std::int64_t>(id) == 1);
}

TEST_CASE_METHOD(JobsDatabase, "finished jobs are deleted past their retention, open ones never") {
    database.sql(R"sql(
        insert into jobs.job (kind, version, payload, state, max_attempts, timeout_ms, run_at, finished_at)
        select 'a', 1, '{}', state, 1, 1000, now() + interval '1 day',
               case when state in ('done', 'dead', 'cancelled') then now() - age end
        from unnest('{ready,parked,done,dead,cancelled}'::text[]) as state,
             unnest('{1 hour,10 days,100 days}'::interval[]) as age)sql");
    RunningWorker worker(*this, {});
    run_until(database.io(), [&] {
        return database.value("select count(*) from jobs.job where finished_at is not null") == "4";
    });
    CHECK(database.value("select count(*) from jobs.job where state = 'dead'") == "2");
    CHECK(database.value("select count(*) from jobs.job where state in ('ready', 'parked')") == "6");
}
