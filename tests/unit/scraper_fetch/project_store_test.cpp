#include "scraper/spool/project_store.hpp"

#include "scraper/spool/job_store.hpp"
#include "temporary_spool.hpp"

namespace {

using namespace scraper;

NewVersion version(std::string name, std::string sha256) {
    return {"p", std::move(name), std::move(sha256), "127.0.0.1", {}, {{"sal", "{}"}, {"calas", "{}"}}};
}

}  // namespace

TEST_CASE("a project lives as long as one of its versions", "[scraper][spool]") {
    tests::TemporarySpool spool;
    ProjectStore projects(spool.file);
    CHECK(projects.projects().empty());
    REQUIRE(projects.add(version("1", "x")).has_value());
    REQUIRE(projects.add(version("10", "x")).has_value());
    REQUIRE(projects.add(version("9", "x")).has_value());
    CHECK(projects.projects() == std::vector<std::string>{"p"});
    CHECK(projects.versions("p") == std::vector<std::string>{"1", "9", "10"});
    CHECK(projects.spiders("p", "9") == std::vector<std::string>{"calas", "sal"});
    CHECK(projects.document("p", "9", "sal") == "{}");
    CHECK_FALSE(projects.document("p", "9", "other"));
    for (const auto* name : {"1", "9", "10"}) CHECK(projects.remove_version("p", name).value());
    CHECK_FALSE(projects.remove_version("p", "1").value());
    CHECK(projects.projects().empty());
}

TEST_CASE("a version keeps its project document", "[scraper][spool]") {
    tests::TemporarySpool spool;
    ProjectStore projects(spool.file);
    auto with = version("1", "x");
    with.project_document = R"({"settings":{}})";
    REQUIRE(projects.add(with).has_value());
    REQUIRE(projects.add(version("2", "y")).has_value());
    CHECK(projects.project_document("p", "1") == R"({"settings":{}})");
    CHECK(projects.project_document("p", "2").empty());
    REQUIRE(projects.documents("p", "1").size() == 2);
    CHECK(projects.documents("p", "1").front().name == "calas");
    // Another archive under the name takes it away.
    REQUIRE(projects.add(version("1", "z")).has_value());
    CHECK(projects.project_document("p", "1").empty());
}

TEST_CASE("a version that has run is never changed", "[scraper][spool]") {
    tests::TemporarySpool spool;
    ProjectStore projects(spool.file);
    REQUIRE(projects.add(version("1", "x")).has_value());
    REQUIRE(projects.add(version("1", "y")).has_value());
    projects.mark_run("p", "1");
    CHECK(projects.add(version("1", "y")).has_value());
    CHECK(projects.add(version("1", "z")).error().code == "version-has-run");
}

TEST_CASE("a deleted project takes its pending jobs along", "[scraper][spool]") {
    tests::TemporarySpool spool;
    ProjectStore projects(spool.file);
    JobStore jobs(spool.file);
    REQUIRE(projects.add(version("1", "x")).has_value());
    Job job;
    job.id = "a";
    job.project = "p";
    job.spider = "sal";
    job.asked_version = "1";
    REQUIRE(jobs.schedule(job).has_value());
    CHECK(projects.remove_version("p", "1").error().code == "version-in-use");
    CHECK(projects.remove_project("p"));
    CHECK_FALSE(jobs.find("a"));
    CHECK_FALSE(projects.remove_project("p"));
}
