#include "jobs_database.hpp"

using namespace tests;
using core::ErrorKind;
using core::data::JobFilter;
using core::data::JobPage;
using core::data::JobPriority;

namespace {

using Result = core::Result<Job>;

std::vector<std::int64_t> ids(const JobPage& page) {
    std::vector<std::int64_t> out;
    for (const auto& job : page.jobs) out.push_back(static_cast<std::int64_t>(job.id));
    return out;
}

using Ids = std::vector<std::int64_t>;

struct Fixture : JobsDatabase {
    JobPage list(JobFilter filter) {
        return commit<JobPage>([&](PostgresJobRepository& jobs) { return jobs.list(filter); });
    }

    Result requeue(JobId id) {
        return commit<Result>([&](PostgresJobRepository& jobs) { return jobs.requeue(id); });
    }

    Result cancel(JobId id) {
        return commit<Result>([&](PostgresJobRepository& jobs) { return jobs.cancel(id); });
    }

    void kill(JobId id) {
        database.sql(
            "update jobs.job set state = 'dead', attempts = max_attempts, finished_at = now(), "
            "last_error = 'broken' where id = " +
            std::to_string(static_cast<std::int64_t>(id))
        );
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "jobs are listed newest first, by state and kind, in pages both ways") {
    for (int i = 1; i <= 9; ++i) enqueue({.kind = i % 3 == 0 ? "three" : "other"});
    database.sql("update jobs.job set state = 'done', finished_at = now() where id in (2, 3, 5)");

    const auto first = list({.limit = 4});
    CHECK(ids(first) == Ids{9, 8, 7, 6});
    CHECK(first.total == 9);
    CHECK(first.more_older);
    CHECK_FALSE(first.more_newer);

    const auto second = list({.from = JobId{6}, .limit = 4});
    CHECK(ids(second) == Ids{5, 4, 3, 2});
    CHECK(second.more_older);
    CHECK(second.more_newer);
    CHECK(ids(list({.from = JobId{2}, .limit = 4})) == Ids{1});
    CHECK_FALSE(list({.from = JobId{2}, .limit = 4}).more_older);

    const auto back = list({.from = JobId{5}, .newer = true, .limit = 4});
    CHECK(ids(back) == Ids{9, 8, 7, 6});
    CHECK_FALSE(back.more_newer);
    CHECK(back.more_older);

    CHECK(ids(list({.kind = "three"})) == Ids{9, 6, 3});
    CHECK(list({.kind = "three"}).total == 3);
    CHECK(ids(list({.state = JobState::done})) == Ids{5, 3, 2});
    CHECK(list({.state = JobState::done}).total == 3);
    CHECK(ids(list({.state = JobState::done, .kind = "three"})) == Ids{3});
    CHECK(list({.state = JobState::done, .kind = "three"}).total == 1);
    CHECK(list({.state = JobState::dead}).jobs.empty());
    CHECK(ids(list({.kind = "three", .from = JobId{3}, .newer = true})) == Ids{9, 6});
}

TEST_CASE_METHOD(Fixture, "jobs are counted by state") {
    enqueue({.kind = "a"});
    enqueue({.kind = "a"});
    kill(enqueue({.kind = "a"}));
    using Counts = std::vector<core::data::JobCount>;
    const auto counts = commit<Counts>([](PostgresJobRepository& jobs) { return jobs.counts(); });
    REQUIRE(counts.size() == 6);
    for (const auto& count : counts) {
        const auto expected = count.state == JobState::ready ? 2 : count.state == JobState::dead ? 1 : 0;
        CHECK(count.jobs == expected);
    }
}

TEST_CASE_METHOD(Fixture, "a job that is not there is not found") {
    CHECK(requeue(JobId{77}).error().kind == ErrorKind::not_found);
    CHECK(cancel(JobId{77}).error().kind == ErrorKind::not_found);
}

TEST_CASE_METHOD(Fixture, "a dead job keeps its error and can be requeued with all its attempts") {
    const auto id = enqueue({.kind = "a"});
    CHECK(requeue(id).error().code == "job-state");
    kill(id);
    const auto requeued = requeue(id).value();
    CHECK(requeued.state == JobState::ready);
    CHECK(requeued.attempts == 0);
    CHECK(requeued.last_error == "broken");
    CHECK_FALSE(requeued.finished_at);
}

TEST_CASE_METHOD(Fixture, "a dead job whose key another one has by now cannot be requeued") {
    const auto id = enqueue({.kind = "a", .unique_key = "k"});
    kill(id);
    enqueue({.kind = "a", .unique_key = "k"});
    auto lease = database.run(pool.acquire());
    PostgresJobRepository jobs(*lease);
    CHECK(database.run(jobs.requeue(id)).error().code == "job-key-taken");
}

TEST_CASE_METHOD(Fixture, "a waiting job is cancelled at once, a finished one not at all") {
    const auto id = enqueue({.kind = "a", .unique_key = "k"});
    const auto cancelled = cancel(id).value();
    CHECK(cancelled.state == JobState::cancelled);
    CHECK(cancelled.finished_at);
    CHECK(cancel(id).error().code == "job-state");
    CHECK(enqueue({.kind = "a", .unique_key = "k"}) != id);
}
