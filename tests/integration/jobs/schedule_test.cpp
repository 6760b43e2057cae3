#include "core/jobs/schedule.hpp"

#include "jobs_database.hpp"

using namespace tests;
using namespace std::chrono_literals;
using core::ErrorKind;
using core::data::Schedule;
using core::data::ScheduleEdit;
using core::jobs::JobKinds;

namespace {

const ScheduleEdit kNightly{
    .name = "nightly",
    .cron = "0 3 * * *",
    .time_zone = "Asia/Singapore",
    .kind = "a",
    .payload = R"({"x":1})"
};

struct Fixture : JobsDatabase {
    core::Result<Schedule> put(ScheduleEdit edit, std::optional<std::int64_t> revision = {}) {
        return commit<core::Result<Schedule>>([&](PostgresJobRepository& jobs) {
            return jobs.put_schedule(edit, revision);
        });
    }

    void make_due(const char* ago) {
        database.sql(std::string("update jobs.schedule set next_fire_at = now() - interval '") + ago + "'");
    }

    std::string jobs_of(const char* condition = "true") {
        return database.value(std::string("select count(*) from jobs.job where ") + condition);
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a schedule is stored with the time it is next due, and changed by revision") {
    const auto stored = put(kNightly).value();
    CHECK(stored.revision == 1);
    CHECK(stored.next_fire_at.value() > std::chrono::system_clock::now());
    CHECK(stored.next_fire_at.value() < std::chrono::system_clock::now() + 25h);
    CHECK(put(kNightly).error().kind == ErrorKind::conflict);

    auto edit = kNightly;
    edit.enabled = false;
    const auto off = put(edit, 1).value();
    CHECK(off.revision == 2);
    CHECK_FALSE(off.next_fire_at);
    CHECK(put(edit, 1).error().kind == ErrorKind::version_mismatch);
    edit.name = "other";
    CHECK(put(edit, 1).error().kind == ErrorKind::not_found);
    edit.cron = "often";
    CHECK(put(edit).error().kind == ErrorKind::invalid_input);
}

TEST_CASE_METHOD(Fixture, "schedules that a service brings along do not undo what staff changed") {
    const std::vector<ScheduleEdit> own{kNightly, {"hourly", "@hourly", "UTC", "b"}};
    const auto ensure = [&] {
        commit<bool>([&](PostgresJobRepository& jobs) -> Task<bool> {
            co_await core::jobs::ensure_schedules(jobs, own);
            co_return true;
        });
    };
    ensure();
    auto edit = kNightly;
    edit.cron = "0 4 * * *";
    CHECK(put(edit, 1).has_value());
    ensure();
    const auto all =
        commit<std::vector<Schedule>>([](PostgresJobRepository& jobs) { return jobs.list_schedules(); });
    REQUIRE(all.size() == 2);
    CHECK(all[0].settings.name == "hourly");
    CHECK(all[1].settings.cron == "0 4 * * *");
}

TEST_CASE_METHOD(
    Fixture, "a schedule that fired while the clock was ahead goes on from now when that is set right"
) {
    CHECK(put(kNightly).has_value());
    database.sql(
        "update jobs.schedule set last_fire_at = now() + interval '30 days', "
        "next_fire_at = now() + interval '31 days'"
    );
    auto lease = database.run(pool.acquire());
    CHECK(database.run(core::jobs::fire_due_schedules(*lease)).value() <= 24h);
    CHECK(jobs_of() == "0");
    CHECK(database.value("select last_fire_at <= now() from jobs.schedule") == "t");
    make_due("1 minute");
    database.run(core::jobs::fire_due_schedules(*lease));
    database.run(core::jobs::fire_due_schedules(*lease));
    CHECK(jobs_of() == "1");
}

TEST_CASE_METHOD(Fixture, "missed fires are one job, and the next is in the future") {
    CHECK(put(kNightly).has_value());
    make_due("30 days");
    auto lease = database.run(pool.acquire());
    const auto next = database.run(core::jobs::fire_due_schedules(*lease));
    CHECK(next.value() > 0ms);
    CHECK(next.value() <= 24h);
    CHECK(jobs_of() == "1");
    CHECK(jobs_of("kind = 'a' and payload = '{\"x\": 1}' and unique_key = 'schedule:nightly'") == "1");
    database.run(core::jobs::fire_due_schedules(*lease));
    CHECK(jobs_of() == "1");
}

TEST_CASE_METHOD(Fixture, "a schedule fires once with many workers") {
    for (int i = 0; i < 20; ++i) {
        auto edit = kNightly;
        edit.name = "nightly-" + std::to_string(i);
        CHECK(put(edit).has_value());
    }
    make_due("1 minute");
    int runs = 0;
    JobKinds kinds;
    kinds.add("a", 1, does([&](const JobContext&) { ++runs; }));
    auto config = RunningWorker::quick();
    config.poll = 50ms;
    RunningWorker one(*this, kinds, config);
    RunningWorker two(*this, kinds, config);
    RunningWorker three(*this, kinds, config);
    run_until(database.io(), [&] { return runs == 20; });
    one.stop();
    two.stop();
    three.stop();
    CHECK(runs == 20);
    CHECK(jobs_of("state = 'done'") == "20");
    CHECK(jobs_of() == "20");
}

TEST_CASE_METHOD(Fixture, "runs of one schedule do not overlap") {
    CHECK(put(kNightly).has_value());
    auto lease = database.run(pool.acquire());
    for (int i = 0; i < 3; ++i) {
        make_due("1 minute");
        database.run(core::jobs::fire_due_schedules(*lease));
    }
    CHECK(jobs_of() == "1");
}

TEST_CASE_METHOD(Fixture, "a disabled schedule does not fire, a broken one says why and stops no other") {
    CHECK(put(kNightly).has_value());
    auto edit = kNightly;
    edit.name = "broken";
    CHECK(put(edit).has_value());
    edit.name = "off";
    CHECK(put(edit).has_value());
    make_due("1 minute");
    database.sql("update jobs.schedule set enabled = false where name = 'off'");
    database.sql("update jobs.schedule set time_zone = 'Nowhere' where name = 'broken'");
    auto lease = database.run(pool.acquire());
    database.run(core::jobs::fire_due_schedules(*lease));
    CHECK(jobs_of("unique_key = 'schedule:nightly'") == "1");
    CHECK(jobs_of("unique_key = 'schedule:off'") == "0");
    CHECK(
        database.value("select last_error from jobs.schedule where name = 'broken'") ==
        "the time zone is unknown here"
    );
}
