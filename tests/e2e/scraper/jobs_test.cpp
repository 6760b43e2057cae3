#include "running_scraper.hpp"

#include <algorithm>
#include <csignal>
#include <regex>
#include <set>
#include <thread>

namespace {

using core::http::Method;
using namespace tests;

}  // namespace

TEST_CASE("a scheduled job runs and is listed", "[scraper][e2e]") {
    const SmallSite site(3);
    const Folder folder;
    RunningScraper scraper(folder.path);
    scraper.add_version("p", "1", spider_archive({{"sal", site.spider("sal")}}));
    CHECK(
        scraper.post("/schedule.json?project=p&spider=sal&jobid=j1", "setting=DOWNLOAD_DELAY=0&since=2026") ==
        "{\"node_name\":\"node\",\"status\":\"ok\",\"jobid\":\"j1\"}\n"
    );
    CHECK(contains(scraper.post("/schedule.json", "project=p&spider=sal&jobid=j1"), "job 'j1' already exists")
    );
    scraper.wait_for("j1", "finished");
    const auto jobs = scraper.get("/listjobs.json?project=p");
    CHECK(contains(jobs, R"("log_url":"/logs/p/sal/j1.log","items_url":"/items/p/sal/j1.jl")"));
    CHECK(contains(jobs, R"("finish_reason":"finished")"));
    const auto job = scraper.get("/v1/jobs/j1");
    CHECK(contains(job, R"("outcome":"complete")"));
    CHECK(scraper.send(Method::post, "/v1/jobs/j1/replay").body == scraper.get("/items/p/sal/j1.jl"));
    CHECK(contains(scraper.post("/cancel.json", "project=p&job=j1"), "\"prevstate\":null"));
}

TEST_CASE("a pending job is cancelled and gone, a running one ends with what it has", "[scraper][e2e]") {
    const SmallSite site(500, std::chrono::milliseconds(50));
    const Folder folder;
    RunningScraper scraper(folder.path, {{"SCRAPER_JOBS", "1"}});
    scraper.add_version("p", "1", spider_archive({{"sal", site.spider("sal")}}));
    scraper.post("/schedule.json", "project=p&spider=sal&jobid=a");
    scraper.post("/schedule.json", "project=p&spider=sal&jobid=b");
    scraper.wait_for("a", "running");
    CHECK(contains(scraper.post("/cancel.json", "project=p&job=b"), "\"prevstate\":\"pending\""));
    CHECK(contains(scraper.get("/status.json?job=b"), "\"currstate\":null"));
    const auto items = [&] {
        return core::json::Document::parse(scraper.get("/v1/jobs/a")).value().root().find("items").as_int();
    };
    while (items() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(contains(scraper.post("/cancel.json", "project=p&job=a&signal=KILL"), "\"prevstate\":\"running\""));
    scraper.wait_for("a", "finished");
    CHECK(contains(scraper.get("/listjobs.json"), "\"finish_reason\":\"cancelled\""));
    CHECK(contains(scraper.get("/v1/jobs/a"), "\"outcome\":\"cancelled\""));
    const auto kept = scraper.get("/items/p/sal/a.jl");
    CHECK(std::ranges::count(kept, '\n') == items());
    CHECK(items() < 500);
}

TEST_CASE("a job whose process is killed is resumed without asking for its pages again", "[scraper][e2e]") {
    const SmallSite site(60, std::chrono::milliseconds(50));
    const Folder folder;
    int asked = 0;
    {
        RunningScraper scraper(folder.path);
        scraper.add_version("p", "1", spider_archive({{"sal", site.spider("sal")}}));
        scraper.post("/schedule.json", "project=p&spider=sal&jobid=a");
        scraper.post("/schedule.json", "project=p&spider=sal&jobid=b&_version=1");
        // What was fetched is written every half second.
        while (site.asked() < 40) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        scraper.process().signal(SIGKILL);
        scraper.process().wait();
        asked = site.asked();
    }
    RunningScraper scraper(folder.path);
    scraper.wait_for("a", "finished");
    scraper.wait_for("b", "finished");
    const auto job = scraper.get("/v1/jobs/a");
    CHECK(contains(job, "\"attempt\":2"));
    CHECK(contains(job, "\"items\":60"));
    CHECK(contains(scraper.get("/logs/p/sal/a.log"), "interrupted: the service died; the job will be resumed")
    );
    int kept = 0;
    for (const auto* id : {"a", "b"}) {
        const auto log = scraper.get(std::string("/logs/p/sal/") + id + ".log");
        std::smatch found;
        const std::regex line("([0-9]+) pages came from the interrupted attempt");
        REQUIRE(std::regex_search(log, found, line));
        kept += std::stoi(found[1]) - 1;  // the list is none of the courses
    }
    CHECK(kept > 0);
    CHECK(site.asked() - asked == 120 - kept);
}

TEST_CASE("a thousand jobs scheduled at once are listed, run and finished without loss", "[scraper][e2e]") {
    const SmallSite site(1);
    const Folder folder;
    constexpr std::size_t kJobs = 1000;
    RunningScraper scraper(folder.path, {{"SCRAPER_KEEP_JOBS", std::to_string(kJobs)}});
    scraper.add_version("p", "1", spider_archive({{"sal", site.spider("sal")}}));
    for (std::size_t i = 0; i < kJobs; ++i) {
        const auto id = "j" + std::to_string(i);
        REQUIRE(contains(scraper.post("/schedule.json", "project=p&spider=sal&jobid=" + id), "\"ok\""));
    }
    const auto listed = [&] {
        const auto answer = core::json::Document::parse(scraper.get("/listjobs.json?project=p")).value();
        std::size_t count = 0;
        std::set<std::string> ids;
        for (const auto* state : {"pending", "running", "finished"}) {
            const auto jobs = answer.root().find(state);
            count += jobs.size();
            for (std::size_t i = 0; i < jobs.size(); ++i)
                ids.emplace(jobs.at(i).find("id").as_string().value_or(""));
        }
        CHECK(count == kJobs);
        CHECK(ids.size() == kJobs);
        return answer.root().find("finished").size();
    };
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(300);
    while (listed() < kJobs) {
        REQUIRE(std::chrono::steady_clock::now() < limit);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    const auto answer = core::json::Document::parse(scraper.get("/listjobs.json")).value();
    const auto finished = answer.root().find("finished");
    for (std::size_t i = 0; i < finished.size(); ++i) {
        CHECK(finished.at(i).find("finish_reason").as_string() == "finished");
        CHECK(finished.at(i).find("items").as_int() == 1);
    }
}

TEST_CASE("a document is tried on a page over the API", "[scraper][e2e]") {
    const SmallSite site(1);
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto json = [&](const std::string& body) {
        return scraper.send(Method::post, "/v1/try", body, "application/json");
    };
    const auto spider = site.spider("sal");
    const auto fetched = json(
        "{\"spider\":" + spider + ",\"url\":\"http://" + site.host() + "/course/7\",\"kind\":\"course\"}"
    );
    CHECK(fetched.status == 200);
    CHECK(contains(fetched.body, "\"name\":\"Course 7\""));
    const auto given = json(
        "{\"spider\":" + spider +
        R"(,"kind":"course","page":{"url":"http://127.0.0.1/x","body":"<h1>Given</h1>","content_type":"text/html"}})"
    );
    CHECK(contains(given.body, "\"name\":\"Given\""));
    CHECK(json("{\"spider\":{}}").status == 422);
    const auto denied = json("{\"spider\":" + spider + R"(,"url":"http://169.254.169.254/"})");
    CHECK(denied.status == 422);
}

TEST_CASE("an idle service stops within seconds", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto began = std::chrono::steady_clock::now();
    scraper.process().signal(SIGTERM);
    CHECK(scraper.process().wait() == 0);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}
