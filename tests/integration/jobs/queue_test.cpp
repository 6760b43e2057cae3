#include "core/jobs/job_kinds.hpp"
#include "core/postgres/errors.hpp"
#include "jobs_database.hpp"

using namespace tests;
using namespace std::chrono_literals;
using core::ErrorKind;
using core::jobs::JobKinds;

TEST_CASE_METHOD(JobsDatabase, "a job exists if and only if its transaction was committed") {
    const auto kept = enqueue({.kind = "a.b", .payload = R"({"n":1})", .trace_id = "r1"});
    database.run([](core::postgres::Pool& connections) -> Task<void> {
        auto lease = co_await connections.acquire();
        co_await lease->execute({"", "begin"});
        PostgresJobRepository jobs(*lease);
        const auto id = co_await jobs.enqueue({.kind = "a.b"});
        CHECK(id.has_value());
        co_await lease->execute({"", "rollback"});
    }(pool));
    CHECK(database.value("select count(*) from jobs.job") == "1");

    const auto job = find(kept);
    CHECK(job.kind == "a.b");
    CHECK(job.payload == R"({"n": 1})");
    CHECK(job.state == JobState::ready);
    CHECK(job.attempts == 0);
    CHECK(job.trace_id == "r1");
}

TEST_CASE_METHOD(JobsDatabase, "a job that breaks a limit is refused and the transaction goes on") {
    const auto refused = commit<bool>([](PostgresJobRepository& jobs) -> Task<bool> {
        const auto bad = co_await jobs.enqueue({.kind = "Not a kind"});
        CHECK(bad.error().kind == ErrorKind::invalid_input);
        const auto good = co_await jobs.enqueue({.kind = "good"});
        co_return bad.has_error() && good.has_value();
    });
    CHECK(refused);
    CHECK(database.value("select string_agg(kind, ',') from jobs.job") == "good");
}

TEST_CASE_METHOD(JobsDatabase, "many jobs are queued in the order they are given") {
    std::vector<JobRequest> requests;
    for (int i = 0; i < 2'500; ++i) {
        requests.push_back({.kind = "a", .payload = R"({"n":)" + std::to_string(i) + "}"});
    }
    requests[7].unique_key = "seven";
    const auto ids = commit<std::vector<JobId>>([&](PostgresJobRepository& jobs) -> Task<std::vector<JobId>> {
        const auto given = co_await jobs.enqueue_all(requests);
        co_return given.value();
    });
    REQUIRE(ids.size() == 2'500);
    for (const auto place : {0U, 7U, 8U, 999U, 1'000U, 1'001U, 2'499U}) {
        CHECK(find(ids[place]).payload == R"({"n": )" + std::to_string(place) + "}");
    }
}

TEST_CASE_METHOD(JobsDatabase, "a request under the key of a waiting job is that job") {
    const auto first = enqueue({.kind = "a", .payload = R"({"n":1})", .unique_key = "k"});
    const auto again = enqueue(
        {.kind = "a", .payload = R"({"n":2})", .priority = core::data::JobPriority::high, .unique_key = "k"}
    );
    const auto other = enqueue({.kind = "a", .unique_key = "l"});
    CHECK(again == first);
    CHECK(other != first);
    CHECK(find(first).payload == R"({"n": 1})");
    CHECK(find(first).priority == core::data::JobPriority::high);
}

TEST_CASE_METHOD(JobsDatabase, "a key is free again when its job is finished") {
    const auto first = enqueue({.kind = "a", .unique_key = "k"});
    database.sql("update jobs.job set state = 'done', finished_at = now()");
    CHECK(enqueue({.kind = "a", .unique_key = "k"}) != first);
}

TEST_CASE_METHOD(JobsDatabase, "no worker starts a job whose key is asked for until that is committed") {
    const auto id = enqueue({.kind = "a", .unique_key = "k"});
    auto asking = database.run(pool.acquire());
    database.run(asking->execute({"", "begin"}));
    PostgresJobRepository repository(*asking);
    CHECK(database.run(repository.enqueue({.kind = "a", .unique_key = "k"})).value() == id);

    int runs = 0;
    int others = 0;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext&) { ++runs; }));
    kinds.add("b", 1, does([&](const JobContext&) { ++others; }));
    RunningWorker worker(*this, kinds);
    enqueue({.kind = "b"});
    run_until(database.io(), [&] { return others == 1; });
    CHECK(runs == 0);
    database.run(asking->execute({"", "commit"}));
    run_until(database.io(), [&] { return runs == 1; });
}

TEST_CASE_METHOD(JobsDatabase, "a job asked for again while it runs runs once more") {
    int runs = 0;
    JobId id{};
    JobKinds kinds;
    const bool own_transaction = GENERATE(false, true);
    kinds.add("a", 1, [&](JobContext context) -> Task<JobOutcome> {
        const bool first = ++runs == 1;
        auto lease = co_await context.pool().acquire();
        co_await lease->execute({"", "begin"});
        PostgresJobRepository jobs(*lease);
        if (first) {
            // From the outside, while this attempt is under way.
            auto asking = co_await context.pool().acquire();
            PostgresJobRepository other(*asking);
            const auto again = co_await other.enqueue({.kind = "a", .unique_key = "k"});
            const auto more = co_await other.enqueue({.kind = "a", .unique_key = "k"});
            CHECK(again.value() == id);
            CHECK(more.value() == id);
        }
        if (own_transaction) co_await context.complete_in(jobs);
        co_await lease->execute({"", "commit"});
        co_return JobOutcome::done();
    });
    id = enqueue({.kind = "a", .unique_key = "k"});
    RunningWorker worker(*this, kinds);
    run_until(database.io(), [&] { return runs == 2; });
    wait_for(id, JobState::done);
    CHECK(runs == 2);
    CHECK(find(id).attempts == 1);
}

TEST_CASE_METHOD(JobsDatabase, "a job of a higher priority starts first, and among equals the older one") {
    using core::data::JobPriority;
    enqueue({.kind = "a", .payload = R"({"n":3})", .priority = JobPriority::normal});
    enqueue({.kind = "a", .payload = R"({"n":5})", .priority = JobPriority::low});
    enqueue({.kind = "a", .payload = R"({"n":1})", .priority = JobPriority::urgent});
    enqueue({.kind = "a", .payload = R"({"n":4})", .priority = JobPriority::normal});
    enqueue({.kind = "a", .payload = R"({"n":2})", .priority = JobPriority::high});
    std::string order;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext& context) { order += context.payload()[6]; }));
    auto config = RunningWorker::quick();
    config.concurrency = GENERATE(1U, 16U);
    RunningWorker worker(*this, kinds, config);
    run_until(database.io(), [&] { return order.size() == 5; });
    CHECK(order == "12345");
}

TEST_CASE_METHOD(JobsDatabase, "a job waits for its time and then starts by itself") {
    const auto due = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now() + 300ms);
    std::optional<core::Instant> started;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext&) {
                  started = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
              }));
    RunningWorker worker(*this, kinds);
    enqueue({.kind = "a", .run_at = due});
    run_until(database.io(), [&] { return started.has_value(); });
    CHECK(*started >= due);
}

TEST_CASE_METHOD(JobsDatabase, "jobs whose time is far away do not stand before those that are due") {
    database.sql(R"sql(
        insert into jobs.job (kind, version, payload, priority, run_at, max_attempts, timeout_ms)
        select 'later', 1, '{}', 3, now() + interval '1 day', 1, 1000 from generate_series(1, 5000))sql");
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext&) { ++runs; }));
    enqueue({.kind = "a", .priority = core::data::JobPriority::low});
    RunningWorker worker(*this, kinds);
    run_until(database.io(), [&] { return runs == 1; });
    CHECK(database.value("select count(*) from jobs.job where attempts > 0 and kind = 'later'") == "0");
}
