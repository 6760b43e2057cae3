#include "scraper/runner/runner.hpp"

#include "demo_site.hpp"
#include "scraper/spool/job_store.hpp"
#include "scraper/spool/project_store.hpp"
#include "scraper/spool/result_store.hpp"
#include "support/run.hpp"

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
    f.site.on("/course/1", [](tests::tcp::socket& socket, std::string) -> core::Task<bool> {
        boost::asio::steady_timer never(socket.get_executor(), std::chrono::seconds(60));
        co_await never.async_wait(boost::asio::use_awaitable);
        co_return false;
    });
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
    f.site.set_course(1);
    Runner runner(f.spool, f.snapshots, f.clock, f.options());
    runner.start();
    f.wait_for("a");
    runner.stop();
    CHECK(f.jobs.find("a")->items == 3);
}

TEST_CASE("a cancelled job keeps what it found and is not complete", "[scraper][runner]") {
    Fixture f(3);
    f.site.on("/course/2", [](tests::tcp::socket& socket, std::string) -> core::Task<bool> {
        boost::asio::steady_timer never(socket.get_executor(), std::chrono::seconds(60));
        co_await never.async_wait(boost::asio::use_awaitable);
        co_return false;
    });
    f.schedule("a");
    Runner runner(f.spool, f.snapshots, f.clock, f.options());
    runner.start();
    tests::run_until(f.io, [&] { return f.site.asked("/course/2") == 1; });
    CHECK(runner.cancel("a", true));
    CHECK_FALSE(runner.cancel("b", true));
    f.wait_for("a");
    runner.stop();
    const auto job = f.jobs.find("a");
    CHECK(job->finish_reason == "cancelled");
    CHECK(job->outcome == "cancelled");
}
