#include "jobs_database.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

using namespace tests;
using namespace std::chrono_literals;
using core::jobs::JobKinds;

namespace {

/// Looks every few milliseconds whether it should end.
core::jobs::JobHandler looks(int& started) {
    return [&started](JobContext context) -> Task<JobOutcome> {
        ++started;
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
        while (!context.cancelled()) {
            timer.expires_after(2ms);
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
        co_return JobOutcome::retry("told to end");
    };
}

}  // namespace

TEST_CASE_METHOD(JobsDatabase, "a running job that is cancelled ends when its handler looks") {
    int started = 0;
    JobKinds kinds;
    kinds.add("a", 1, looks(started));
    const auto id = enqueue({.kind = "a"});
    RunningWorker worker(*this, kinds);
    run_until(database.io(), [&] { return started == 1; });
    const auto asked =
        commit<core::Result<Job>>([&](PostgresJobRepository& jobs) { return jobs.cancel(id); });
    CHECK(asked->state == JobState::running);
    CHECK(asked->cancel_requested);
    wait_for(id, JobState::cancelled);
    CHECK(find(id).last_error == "told to end");
    CHECK(started == 1);
}

TEST_CASE_METHOD(JobsDatabase, "a running job that is cancelled and never looks is aborted after the grace") {
    int started = 0;
    JobKinds kinds;
    kinds.add("a", 1, waits_for_ever(started));
    const auto id = enqueue({.kind = "a"});
    RunningWorker worker(*this, kinds);
    run_until(database.io(), [&] { return started == 1; });
    commit<core::Result<Job>>([&](PostgresJobRepository& jobs) { return jobs.cancel(id); });
    wait_for(id, JobState::cancelled);
}

TEST_CASE_METHOD(JobsDatabase, "a worker that stops gives its jobs back at once, no attempt used") {
    int first = 0;
    int second = 0;
    JobKinds waiting;
    waiting.add("a", 1, waits_for_ever(first));
    waiting.add("b", 1, looks(first));
    const auto a = enqueue({.kind = "a", .max_attempts = 1});
    const auto b = enqueue({.kind = "b", .max_attempts = 1});

    JobKinds quick;
    quick.add("a", 1, does([&](const JobContext&) { ++second; }));
    quick.add("b", 1, does([&](const JobContext&) { ++second; }));
    RunningWorker one(*this, waiting);
    run_until(database.io(), [&] { return first == 2; });
    // Its lease of 30 s and polls a minute apart: it has the jobs only because it is told.
    RunningWorker two(*this, quick);
    one.stop();
    wait_for(a, JobState::done);
    wait_for(b, JobState::done);
    CHECK(second == 2);
    CHECK(find(a).attempts == 1);
}

TEST_CASE_METHOD(JobsDatabase, "a job whose handler does not end by itself is given back all the same") {
    int started = 0;
    bool free = false;
    JobKinds kinds;
    kinds.add("a", 1, [&](JobContext) -> Task<JobOutcome> {
        ++started;
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
        while (!free) {
            timer.expires_after(2ms);
            co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        co_return JobOutcome::done();
    });
    const auto id = enqueue({.kind = "a"});
    RunningWorker worker(*this, kinds);
    run_until(database.io(), [&] { return started == 1; });
    worker.stop();
    CHECK(state(id) == JobState::ready);
    free = true;
    database.io().restart();
    database.io().run_for(20ms);
    CHECK(state(id) == JobState::ready);
}

TEST_CASE_METHOD(JobsDatabase, "an idle worker stops within a second") {
    RunningWorker worker(*this, {});
    run_until(database.io(), [&] { return (*worker).status().connected; });
    const auto began = std::chrono::steady_clock::now();
    worker.stop();
    CHECK(std::chrono::steady_clock::now() - began < 1s);
}

TEST_CASE_METHOD(JobsDatabase, "a worker stops without its database") {
    auto config = database.config();
    config.conninfo = "host=/nonexistent dbname=none";
    core::jobs::Worker worker(config, pool, {}, RunningWorker::quick());
    bool ended = false;
    boost::asio::co_spawn(database.io(), worker.run(), [&](const std::exception_ptr&) { ended = true; });
    run_until(database.io(), [&] { return !worker.status().last_error.empty(); });
    worker.stop();
    run_until(database.io(), [&] { return ended; });
    CHECK_FALSE(worker.status().connected);
}
