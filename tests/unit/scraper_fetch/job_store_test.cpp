#include "scraper/spool/job_store.hpp"

#include "scraper/spool/project_store.hpp"
#include "scraper/spool/result_store.hpp"
#include "scraper/spool/run_writer.hpp"
#include "temporary_spool.hpp"

namespace {

using namespace scraper;

core::Instant at(int second) {
    return core::Instant(std::chrono::seconds(second));
}

Job job(std::string id, std::string project = "p", double priority = 0) {
    Job made;
    made.id = std::move(id);
    made.project = std::move(project);
    made.spider = "s";
    made.priority = priority;
    made.settings = {{"DOWNLOAD_DELAY", "2"}};
    made.arguments = {{"since", "2026-01-01"}};
    made.created_at = at(1);
    return made;
}

std::vector<std::string> ids(const std::vector<Job>& jobs) {
    std::vector<std::string> found;
    for (const auto& one : jobs) found.push_back(one.id);
    return found;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a job comes back as it was asked for, also after a restart", "[scraper][spool]") {
    const tests::Folder folder;
    {
        SpoolFile file(folder.path / "spool.db");
        REQUIRE(JobStore(file).schedule(job("a")).has_value());
    }
    SpoolFile file(folder.path / "spool.db");
    const auto found = JobStore(file).find("a");
    REQUIRE(found);
    CHECK(found->settings == job("a").settings);
    CHECK(found->arguments == job("a").arguments);
    CHECK(found->state == JobState::pending);
    CHECK_FALSE(found->asked_version);
}

TEST_CASE("an id is used once", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    REQUIRE(jobs.schedule(job("a")).has_value());
    CHECK(jobs.schedule(job("a")).error().detail == "job 'a' already exists");
    jobs.start_next(at(2));
    jobs.finish("a", {"finished", "complete", "", "", HandIn::none}, at(3));
    CHECK(jobs.schedule(job("a")).error().code == "job-exists");
}

TEST_CASE(
    "jobs start by priority within a project, and projects take turns by the age of their first",
    "[scraper][spool]"
) {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    for (const auto& one :
         {job("a1"), job("a2", "p", 5), job("b1", "q"), job("a3", "p", 5), job("b2", "q", 9)})
        REQUIRE(jobs.schedule(one).has_value());
    CHECK(ids(jobs.list(JobState::pending, "p")) == Ids{"a2", "a3", "a1"});
    Ids order;
    while (const auto next = jobs.start_next(at(2))) order.push_back(next->id);
    CHECK(order == Ids{"a2", "a3", "a1", "b2", "b1"});
    CHECK(jobs.counts().running == 5);
}

TEST_CASE("a job that a dead process ran is begun again, and given up in the end", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    REQUIRE(jobs.schedule(job("a")).has_value());
    CHECK(jobs.start_next(at(2))->attempt == 1);
    CHECK(jobs.recover(2, HandIn::none, at(3)).at(0).state == JobState::pending);
    CHECK(jobs.start_next(at(4))->attempt == 2);
    CHECK(jobs.recover(2, HandIn::waiting, at(5)).at(0).state == JobState::finished);
    const auto given_up = jobs.find("a");
    CHECK(given_up->finish_reason == "failed");
    CHECK(ids(jobs.to_hand_in(10)) == Ids{"a"});
    CHECK(jobs.recover(2, HandIn::none, at(6)).empty());
}

TEST_CASE(
    "finished jobs are forgotten, the oldest first, but not before they are handed in", "[scraper][spool]"
) {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    for (int i = 0; i < 4; ++i) {
        const auto id = "j" + std::to_string(i);
        REQUIRE(jobs.schedule(job(id)).has_value());
        jobs.start_next(at(10));
        jobs.finish(
            id, {"finished", "complete", "", "{}", i == 0 ? HandIn::waiting : HandIn::none}, at(20 + i)
        );
    }
    jobs.forget(2);
    CHECK(ids(jobs.list(JobState::finished, "")) == Ids{"j3", "j2", "j0"});
    jobs.set_acknowledged("j0");
    jobs.forget(2);
    CHECK(ids(jobs.list(JobState::finished, "")) == Ids{"j3", "j2"});
    CHECK(jobs.past_records("p", "s").size() == 4);
}

TEST_CASE("the figures of a spider's latest complete runs outlive their jobs", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    const auto finish = [&](const std::string& id, const std::string& outcome, const std::string& project) {
        REQUIRE(jobs.schedule(job(id, project)).has_value());
        jobs.start_next(at(10));
        jobs.finish(id, {"finished", outcome, "", "{\"of\":\"" + id + "\"}", HandIn::none}, at(20));
    };
    finish("other", "complete", "q");
    for (int i = 0; i < 12; ++i) finish("j" + std::to_string(i), "complete", "p");
    finish("odd", "suspicious", "p");
    jobs.finish("j11", {"finished", "complete", "", "{}", HandIn::none}, at(30));  // is over already
    CHECK(jobs.forget(0) == 14);
    const auto past = jobs.past_records("p", "s");
    REQUIRE(past.size() == JobStore::kPastRuns);
    CHECK(past.front() == "{\"of\":\"j11\"}");
    CHECK(past.back() == "{\"of\":\"j2\"}");
    CHECK(jobs.past_records("q", "s").size() == 1);
    scraper::ProjectStore projects(spool.file);
    REQUIRE(projects.add({"p", "1", "00", "anna", at(1), {}}).has_value());
    CHECK(projects.remove_project("p"));
    CHECK(jobs.past_records("p", "s").empty());
    CHECK(jobs.past_records("q", "s").size() == 1);
}

TEST_CASE("a long list that is read holds up no other reader, nor a writer", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    REQUIRE(jobs.schedule(job("a")).has_value());
    const auto first = spool.file.read();
    const auto second = spool.file.read();
    CHECK(jobs.list(JobState::pending, "").size() == 1);
    CHECK(jobs.schedule(job("b")).has_value());
    CHECK(jobs.list(JobState::pending, "").size() == 2);
}

TEST_CASE("the sizes of log and items are known while a job runs and after", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    const scraper::ResultStore results(spool.file);
    REQUIRE(jobs.schedule(job("a")).has_value());
    CHECK(results.file_sizes("p", "s").empty());
    jobs.start_next(at(10));
    scraper::RunWriter writer(spool.file, "a", 0);
    writer.line("Caf\u00e9");
    writer.item("https://a.example/", "{\"name\":\"\u00e9\"}");
    writer.flush();
    const auto check = [&] {
        const auto size = results.file_sizes("p", "s").at("a");
        CHECK(size.log == static_cast<std::int64_t>(results.log_text("a").size()));
        CHECK(size.items == static_cast<std::int64_t>(results.item_lines("a").size()));
    };
    check();
    writer.line("the end");
    writer.flush();
    jobs.finish("a", {"finished", "complete", "", "{}", HandIn::none}, at(20));
    check();
    CHECK(results.file_sizes("p", "other").empty());
}

TEST_CASE("all jobs are visited as they stand at one moment", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    for (const auto* id : {"a", "b", "c", "d"}) REQUIRE(jobs.schedule(job(id)).has_value());
    REQUIRE(jobs.schedule(job("other", "q", 9)).has_value());
    for (int i = 0; i < 3; ++i) jobs.start_next(at(2 + i));
    jobs.finish("a", {"finished", "complete", "", "", HandIn::none}, at(9));
    std::vector<Job> seen;
    jobs.visit("p", [&](const Job& one) {
        // What happens meanwhile is not seen half.
        if (seen.empty()) jobs.start_next(at(10));
        seen.push_back(one);
    });
    CHECK(ids(seen) == Ids{"d", "b", "c", "a"});
    CHECK(seen.front().settings == job("d").settings);
    CHECK(seen.back().settings.empty());
    CHECK(seen.back().finish_reason == "finished");
    seen.clear();
    jobs.visit("", [&](const Job& one) { seen.push_back(one); });
    CHECK(seen.size() == 5);
}

TEST_CASE("a list does not wait for a commit under way", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    REQUIRE(jobs.schedule(job("a")).has_value());
    auto writing = spool.file.use();
    scraper::sqlite::Transaction transaction(*writing);
    writing->execute("UPDATE job SET state = 2");
    CHECK(ids(jobs.list(JobState::pending, "")) == Ids{"a"});
    CHECK(jobs.counts().pending == 1);
    transaction.commit();
    CHECK(jobs.counts().finished == 1);
}

TEST_CASE("what a run writes is there after the flush", "[scraper][spool]") {
    tests::TemporarySpool spool;
    JobStore jobs(spool.file);
    ResultStore results(spool.file);
    REQUIRE(jobs.schedule(job("a")).has_value());
    jobs.start_next(at(2));
    RunWriter writer(spool.file, "a", 0);
    writer.item("http://b.example/", "{\"n\":1}");
    writer.item("http://a.example/", "{\"n\":2}");
    writer.item("http://b.example/", "{\"n\":3}");
    for (int i = 0; i < 3; ++i) writer.error({"timed-out", "http://c.example/", "late", "", ""});
    writer.line("first");
    writer.line("second");
    writer.figures(7, 2, 3);
    CHECK(results.items("a", 0, 10).empty());
    writer.flush();
    CHECK(results.item_lines("a") == "{\"n\":2}\n{\"n\":3}\n");
    CHECK(results.items("a", 2, 10).size() == 1);
    CHECK(results.errors_by_kind("a").at("timed-out") == 3);
    CHECK(results.log_text("a") == "first\nsecond\n");
    CHECK(jobs.find("a")->pages == 7);
    CHECK(results.new_items("a") == 2);
    jobs.finish("a", {"finished", "complete", "", "", HandIn::none}, at(3));
    CHECK(results.new_items("a") == 0);
}
