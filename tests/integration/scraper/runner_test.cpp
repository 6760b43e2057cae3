#include "scraper/runner/runner.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"
#include "demo_site.hpp"
#include "scraper/spool/job_store.hpp"
#include "scraper/spool/project_store.hpp"
#include "scraper/spool/result_store.hpp"
#include "support/run.hpp"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace {

using namespace scraper;

/// A runner beside a demo site, which lives on the test's thread.
struct Fixture {
    explicit Fixture(int courses) : site(io, courses) {
        REQUIRE(projects.add({"p", "1", "x", "", {}, {{"demo", site.document()}}}).has_value());
    }

    ~Fixture() { std::filesystem::remove_all(folder); }

    RunnerOptions options() {
        RunnerOptions made;
        made.web.guard.opened = {site.host()};
        return made;
    }

    void schedule(const std::string& id) {
        Job job;
        job.id = id;
        job.project = "p";
        job.spider = "demo";
        job.created_at = clock.now();
        REQUIRE(jobs.schedule(job).has_value());
    }

    /// Runs one job to its end.
    Job run(const std::string& id) {
        schedule(id);
        Runner runner(spool, snapshots, clock, options());
        runner.start();
        wait_for(id);
        runner.stop();
        return *jobs.find(id);
    }

    void wait_for(const std::string& id) {
        tests::run_until(io, [&] { return jobs.find(id)->state == JobState::finished; });
    }

    boost::asio::io_context io;
    tests::DemoSite site;
    std::filesystem::path folder = [] {
        const auto path =
            std::filesystem::temp_directory_path() / ("scraper-run-" + std::to_string(getpid()));
        std::filesystem::remove_all(path);
        return path;
    }();
    SpoolFile spool{folder / "spool.db"};
    SnapshotStore snapshots{folder / "snapshots.db"};
    core::SystemClock clock;
    ProjectStore projects{spool};
    JobStore jobs{spool};
    ResultStore results{spool};
};

}  // namespace

TEST_CASE("a scheduled job runs, and its results and log are kept", "[scraper][runner]") {
    Fixture f(4);
    const auto job = f.run("a");
    CHECK(job.finish_reason == "finished");
    CHECK(job.outcome == "complete");
    CHECK(job.items == 4);
    CHECK(f.results.items("a", 0, 100).size() == 4);
    const auto log = f.results.log_text("a");
    CHECK(log.find("Dumping Scrapy stats:") != std::string::npos);
    CHECK(log.find("'item_scraped_count': 4,") != std::string::npos);
    CHECK(log.find("'finish_reason': 'finished',") != std::string::npos);
}

TEST_CASE("a run that finds much less than the ones before is suspicious", "[scraper][runner]") {
    Fixture f(8);
    CHECK(f.run("a").outcome == "complete");
    CHECK(f.run("b").outcome == "complete");
    f.site.set_list(2);
    const auto job = f.run("c");
    CHECK(job.outcome == "suspicious");
    CHECK(job.outcome_reason.starts_with("2 items where 8 are usual"));
}

TEST_CASE("a run that can read nothing has failed", "[scraper][runner]") {
    Fixture f(1);
    f.site.on("/list", 404, "", "");
    const auto job = f.run("a");
    CHECK(job.outcome == "failed");
    CHECK(job.outcome_reason == "no page could be read: status-404");
}

TEST_CASE("a stop puts a running job back and the next start resumes it", "[scraper][runner]") {
    Fixture f(3);
    f.site.swallow("/course/1");
    f.schedule("a");
    {
        Runner runner(f.spool, f.snapshots, f.clock, f.options());
        runner.start();
        tests::run_until(f.io, [&] {
            return f.site.asked("/course/1") == 1 && f.site.asked("/course/2") == 1;
        });
        runner.stop();
    }
    CHECK(f.jobs.find("a")->state == JobState::pending);
    CHECK(f.site.asked("/list") == 1);
    f.site.set_course(1);
    Runner runner(f.spool, f.snapshots, f.clock, f.options());
    runner.start();
    f.wait_for("a");
    runner.stop();
    CHECK(f.jobs.find("a")->items == 3);
    // What had been fetched is not asked for again.
    CHECK(f.site.asked("/list") == 1);
    CHECK(f.results.log_text("a").find("resumed after an interruption") != std::string::npos);
}

TEST_CASE("a cancelled job keeps what it found and is not complete", "[scraper][runner]") {
    Fixture f(3);
    f.site.swallow("/course/2");
    f.schedule("a");
    Runner runner(f.spool, f.snapshots, f.clock, f.options());
    runner.start();
    tests::run_until(f.io, [&] { return f.site.asked("/course/2") == 1 && f.jobs.find("a")->items == 2; });
    CHECK(runner.cancel("a", true));
    CHECK_FALSE(runner.cancel("b", true));
    f.wait_for("a");
    runner.stop();
    const auto job = f.jobs.find("a");
    CHECK(job->finish_reason == "cancelled");
    CHECK(job->outcome == "cancelled");
    CHECK(job->items == 2);
    CHECK(f.results.items("a", 0, 10).size() == 2);
    CHECK(f.jobs.past_records("p", "demo").empty());
}

TEST_CASE("the log says what was asked for again, and why", "[scraper][runner]") {
    Fixture f(1);
    int asked = 0;
    f.site.on("/course/0", [&](tests::tcp::socket& socket, std::string) -> core::Task<bool> {
        co_await core::http::test::write(
            socket,
            ++asked == 1 ? tests::answer(503, "", "")
                         : tests::answer(200, "Content-Type: text/html\r\n", "<h1>There</h1>")
        );
        co_return true;
    });
    CHECK(f.run("a").items == 1);
    const auto log = f.results.log_text("a");
    INFO(log);
    CHECK(log.find("Retrying <" + f.site.url("/course/0") + "> in ") != std::string::npos);
    CHECK(log.find("ms: status-503") != std::string::npos);
}

TEST_CASE("a run whose pages changed is suspicious and names the selector", "[scraper][runner]") {
    Fixture f(6);
    CHECK(f.run("a").outcome == "complete");
    for (int i = 0; i < 6; ++i) {
        f.site.on(
            fmt::format("/course/{}", i),
            200,
            "Content-Type: text/html\r\n",
            fmt::format("<h1>Course {}</h1><p class=day>0{} Dec 2026 09:00</p>", i, i + 1)
        );
    }
    const auto job = f.run("b");
    CHECK(job.items == 6);
    CHECK(job.outcome == "suspicious");
    CHECK(
        job.outcome_reason ==
        "dates is filled in 0 % of the items where 100 % are usual; "
        "css .d at /pages/course/dates/start stopped matching"
    );
    CHECK(f.results.log_text("b").find("suspicious: dates is filled in 0 %") != std::string::npos);
    // It is no past of later runs: the same again is as odd.
    CHECK(f.run("c").outcome == "suspicious");
}

TEST_CASE("a run at the end of its time keeps what it found and is not complete", "[scraper][runner]") {
    Fixture f(3);
    f.site.swallow("/course/2");
    f.schedule("a");
    auto options = f.options();
    options.longest = std::chrono::seconds(1);
    Runner runner(f.spool, f.snapshots, f.clock, options);
    runner.start();
    f.wait_for("a");
    runner.stop();
    const auto job = f.jobs.find("a");
    CHECK(job->finish_reason == "timeout");
    CHECK(job->outcome == "cancelled");
    CHECK(job->outcome_reason == "the run reached its time limit");
    CHECK(job->items == 2);
    CHECK(f.results.items("a", 0, 10).size() == 2);
    CHECK(f.jobs.past_records("p", "demo").empty());
}

TEST_CASE("fetched pages are kept for the time configured, and no longer", "[scraper][runner]") {
    Fixture f(1);
    const auto keep = [&](const char* run, std::chrono::minutes age) {
        Snapshot snapshot;
        snapshot.run = run;
        snapshot.request = std::string("GET http://a.example/") + run;
        snapshot.url = std::string("http://a.example/") + run;
        snapshot.status = 200;
        snapshot.at = f.clock.now() - age;
        snapshot.body = run;
        f.snapshots.put(snapshot);
    };
    keep("old", std::chrono::minutes(121));
    keep("young", std::chrono::minutes(119));
    const auto hash = f.snapshots.list("old", 1).at(0).hash;
    auto options = f.options();
    options.keep_snapshots = std::chrono::hours(2);
    Runner runner(f.spool, f.snapshots, f.clock, options);
    runner.start();
    tests::run_until(f.io, [&] { return f.snapshots.list("old", 1).empty(); });
    runner.stop();
    CHECK_FALSE(f.snapshots.body(hash));
    CHECK(f.snapshots.list("young", 1).size() == 1);
}

TEST_CASE("every value says where and when it was read", "[scraper][runner]") {
    Fixture f(1);
    const auto began = f.clock.now();
    f.run("a");
    const auto ended = f.clock.now();
    const auto item = core::json::Document::parse(f.results.items("a", 0, 1).at(0).json).value();
    const auto provenance = item.root().find("provenance");
    CHECK(provenance.size() == 3);
    for (std::size_t i = 0; i < provenance.size(); ++i) {
        const auto source = provenance.member_value(i);
        INFO(provenance.member_name(i));
        const auto at = core::parse_instant(source.find("at").as_string().value());
        REQUIRE(at.has_value());
        CHECK(*at >= began);
        CHECK(*at <= ended);
        CHECK(source.find("url").as_string() == f.site.url("/course/0"));
        CHECK(source.find("spider_version").as_string() == "1");
    }
    const auto dates = provenance.find("dates");
    CHECK(dates.find("selector").as_string() == "css .d");
    CHECK(dates.find("raw").as_string() == "01 Dec 2026 09:00");
    // The time is the fetch's, kept with the page.
    const auto kept = f.snapshots.list("a", 10);
    CHECK(std::ranges::any_of(kept, [&](const Snapshot& one) {
        return core::format_utc(one.at) == dates.find("at").as_string();
    }));
}
